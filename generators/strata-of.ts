import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { Case } from "./case.ts";
import { breakingCases, keepingCases } from "./parameter-cases.ts";
import { scenarios } from "./scenarios.ts";
import type { Stratum } from "./stratum.ts";

/**
 * The kinds of cases of a clause, in the order in which they take turns. A passive clause has none.
 * @throws UserError when the clause names a member, keyword or scenario that is not there, or gives a scenario wrong arguments.
 */
export function strataOf(clause: Clause, specification: Specification): readonly Stratum<Case>[] {
  const { given } = clause;
  if ("every" in given) return [];
  if ("scenario" in given) {
    const scenario = scenarios[given.scenario];
    if (scenario === undefined) throw new UserError(`${clause.id}: there is no scenario "${given.scenario}"`);
    return scenario(clause, specification);
  }
  return "keeps" in given
    ? keepingCases(clause, specification, { ...given, keyword: given.keeps })
    : breakingCases(clause, specification, { ...given, keyword: given.breaks });
}
