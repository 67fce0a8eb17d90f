import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";

/** What a target can have without any function in it. */
const FUNCTIONLESS = ["async", "authenticates", "unprivileged"];

/**
 * Whether a clause can only be judged with a probe. What needs none is a refusal beside its sound twin: that is answered in another way
 * whatever function it names, or nothing is judged.
 */
export function needsProbe(clause: Clause, specification: Specification): boolean {
  const { id, level, requires = [] } = clause;
  if (level === "may" || !requires.every((feature) => FUNCTIONLESS.includes(feature))) return true;
  return drawCase(strataOf(clause, specification), id, 0, 0)?.twin === undefined;
}
