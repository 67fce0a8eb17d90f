import { stepCall } from "../calls/step-call.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, steps as listOfSteps, object, text } from "../schema.ts";

export const steps: Scenario = scenario({
  description: "One fixed case, as the clause writes it.",
  arguments: object(
    { steps: listOfSteps },
    {
      twin: described("The same steps with the fault mended.", listOfSteps),
      why: described("Why the case was made; default: what the clause says.", text),
    },
  ),
  cases: ({ steps, twin, why }, { says }) => [
    {
      kind: "as written",
      only: { kind: "as written", why: why ?? says, steps, ...(twin && { twin }) },
    },
  ],
  recognises: ({ steps }) => steps.filter((step) => step.do === "invoke").map(stepCall),
});
