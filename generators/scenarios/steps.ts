import { stepCall } from "../calls/step-call.ts";
import { describeSteps } from "../describe-steps.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, steps as listOfSteps, object, text } from "../schema.ts";

export const steps: Scenario = scenario({
  description: "One fixed case, as the clause writes it.",
  arguments: object(
    { steps: listOfSteps },
    {
      twin: described("The same steps with the fault repaired.", listOfSteps),
      why: described("Why the case was made; default: what its steps do.", text),
    },
  ),
  cases: ({ steps, twin, why }) => [
    {
      kind: "as written",
      only: { kind: "as written", why: why ?? describeSteps(steps), steps, ...(twin && { twin }) },
    },
  ],
  recognises: ({ steps }) => steps.filter((step) => step.do === "invoke").map(stepCall),
});
