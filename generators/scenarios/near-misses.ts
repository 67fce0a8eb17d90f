import type { Keyword } from "../../specs/operation.ts";
import { UserError } from "../../specs/user-error.ts";
import { breakingCases } from "../parameter-cases.ts";
import type { Scenario } from "../scenario.ts";

/**
 * Some kinds of the values that break a keyword of a member, beside their sound twins: for a clause about what such a value is told.
 * Arguments: `parameter`, `keyword`, `with`, and `kinds`, out of those that `explain` shows for the clause about the keyword.
 */
export const nearMissesScenario: Scenario = (clause, specification) => {
  const { parameter, keyword, with: others, kinds } = clause.given as unknown as NearMissesArguments;
  const strata = breakingCases(clause, specification, { parameter, keyword, with: others });
  const unknown = kinds.find((name) => !strata.some(({ kind }) => kind === name));
  if (unknown !== undefined) {
    throw new UserError(`${clause.id}: ${keyword} of ${parameter} has no near misses "${unknown}"`);
  }
  return strata.filter(({ kind }) => kinds.includes(kind));
};

interface NearMissesArguments {
  readonly parameter: string;
  readonly keyword: Keyword;
  readonly with?: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
}
