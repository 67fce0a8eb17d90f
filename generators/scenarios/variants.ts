import { baseStep, changed } from "../base-step.ts";
import { anyCall } from "../calls/any-call.ts";
import { stepCall } from "../calls/step-call.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { change, described, listOf, mark, object, steps, text } from "../schema.ts";

export const variants: Scenario = scenario({
  description: "The base request with one change at a time; each change is a case.",
  arguments: object(
    {
      variants: described("The changes, and why each is made.", listOf(object({ why: text, step: change }))),
    },
    {
      step: described("Members of the request that differ from the base request in every case.", change),
      after: described("Steps that follow in every case.", steps),
      refused: described("The changes are faults: the request without them is the valid twin.", mark),
    },
  ),
  cases: ({ variants, step, after = [], refused }, { operation }, specification) => {
    const base = changed(baseStep(operation, specification), step);
    return variants.map(({ why, step: variant }) => ({
      kind: why,
      only: {
        kind: why,
        why,
        steps: [changed(base, variant), ...after],
        ...(refused && { twin: [base] }),
      },
    }));
  },
  recognises: ({ variants, step, after = [] }, { operation }, specification) => {
    const base = changed(baseStep(operation, specification), step);
    return [
      anyCall(variants.map((variant) => stepCall(changed(base, variant.step)))),
      ...after.filter((next) => next.do === "invoke").map(stepCall),
    ];
  },
});
