import type { Keyword } from "../../specs/operation.ts";
import { breakingCases } from "../parameter-cases.ts";
import type { Scenario } from "../scenario.ts";

/**
 * Values of a member that break a keyword, and that lenient readers in wide use take all the same, beside their sound twins: base64
 * without padding, JSON with a byte order mark. Arguments: `parameter`, `keyword`, `with`.
 */
export const tolerated: Scenario = (clause, specification) => {
  const { parameter, keyword, with: others } = clause.given as unknown as ToleratedArguments;
  return breakingCases(clause, specification, { parameter, keyword, with: others }, "tolerated");
};

interface ToleratedArguments {
  readonly parameter: string;
  readonly keyword: Keyword;
  readonly with?: Readonly<Record<string, string>>;
}
