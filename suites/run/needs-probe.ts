import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";

/** Features that a target can have without any function. */
const FUNCTIONLESS = ["async", "authenticates", "unprivileged"];

/**
 * Whether a clause can only be judged with a probe. Clauses that compare a refusal with its sound twin need none: if the twin gets another
 * response, the function does not matter. Otherwise nothing is judged.
 */
export function needsProbe(clause: Clause, specification: Specification): boolean {
  const { id, level, requires = [] } = clause;
  if (level === "may" || !requires.every((feature) => FUNCTIONLESS.includes(feature))) return true;
  return drawCase(strataOf(clause, specification), id, 0, 0)?.twin === undefined;
}
