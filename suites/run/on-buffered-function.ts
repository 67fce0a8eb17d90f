import type { Case } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";

/** What the probe does in the same way whether its handler streams or not. */
const ALIKE = ["return", "context", "describe", "nonce"];
/** Cases of each clause to look at: all cases of a clause give the probe similar instructions. */
const LOOKED_AT = 6;

/**
 * Whether a clause about streams can be judged with a function that does not stream: InvokeWithResponseStream sends its result as one chunk. Clauses
 * about names, parameters, refusals and such functions can. Clauses about what a function streams, logs or fails with cannot.
 */
export function fitsBufferedFunction(clause: Clause, specification: Specification): boolean {
  const strata = strataOf(clause, specification);
  const cases = Array.from({ length: LOOKED_AT }, (_, number) => drawCase(strata, clause.id, 0, number));
  return cases.every((made) => made === undefined || made.steps.every(isAlike));
}

function isAlike(step: Case["steps"][number]): boolean {
  if (step.do !== "invoke") return false;
  const { payload, wire = {} } = step;
  // A payload of megabytes is described in pieces, so search its text.
  if (wire.leave || /\\?"stream\\?":/.test(JSON.stringify(payload ?? null))) return false;
  const { $probe = {} } = ((payload && "json" in payload ? payload.json : undefined) ?? {}) as {
    readonly $probe?: object;
  };
  return Object.keys($probe).every((member) => ALIKE.includes(member));
}

/** The case with the probe itself instead of its streaming twin. */
export function onBufferedFunction(made: Case): Case {
  return JSON.parse(JSON.stringify(made).replaceAll(/\{function\}-stream(?!-)/g, "{function}")) as Case;
}
