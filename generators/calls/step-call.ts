import type { InvokeStep } from "../case.ts";
import type { CallKind } from "./call-kind.ts";
import { createStepMatcher } from "./create-step-matcher.ts";

/** The requests of a step that a clause writes out. */
export function stepCall(step: InvokeStep): CallKind {
  const { as, ...rest } = step;
  return {
    as,
    kind: JSON.stringify(rest),
    type: step.input["InvocationType"],
    matcher: (specification, probe) => createStepMatcher(step, specification, probe),
  };
}
