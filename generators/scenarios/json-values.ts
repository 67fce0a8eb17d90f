import { baseStep, changed } from "../base-step.ts";
import { payloadCall } from "../calls/payload-call.ts";
import { jsonValues as valuesOfJson } from "../json/json-values.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { change, described, object } from "../schema.ts";
import { mapStrata } from "../stratum.ts";

export const jsonValues: Scenario = scenario({
  description: "Payloads of JSON of every type.",
  arguments: object({}, { step: described("Members of the call that differ from the base one.", change) }),
  cases: ({ step }, { operation }, specification) => {
    const base = changed(baseStep(operation, specification), step);
    return mapStrata(valuesOfJson(), ({ value, why }, kind) => ({
      kind,
      why: `the payload is ${why}`,
      steps: [{ ...base, payload: { text: value } }],
    }));
  },
  recognises: ({ step }, { operation }) => [
    payloadCall(operation, step, (keywords) => keywords.length === 0),
  ],
});
