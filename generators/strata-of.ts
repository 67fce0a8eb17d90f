import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { Case } from "./case.ts";
import { breakingCases, keepingCases } from "./parameter-cases.ts";
import { scenarioNamed } from "./scenario-named.ts";
import type { Stratum } from "./stratum.ts";

/**
 * The kinds of cases of a clause, in the order of their turns. A passive clause has none.
 * @throws UserError when the clause names a scenario, or a part of the specification, that does not exist
 */
export function strataOf(clause: Clause, specification: Specification): readonly Stratum<Case>[] {
  const { given } = clause;
  if ("every" in given) return [];
  if ("scenario" in given) return scenarioNamed(given.scenario).cases(clause, specification);
  return "keeps" in given
    ? keepingCases(clause, specification, { ...given, keyword: given.keeps })
    : breakingCases(clause, specification, { ...given, keyword: given.breaks });
}
