import { baseStep, changed } from "../base-step.ts";
import { payloadCall } from "../calls/payload-call.ts";
import { jsonValues as valuesOfJson } from "../json/json-values.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { change, described, object } from "../schema.ts";
import { mapStrata } from "../stratum.ts";

export const jsonValues: Scenario = scenario({
  description: "JSON payloads of every type.",
  arguments: object(
    {},
    { step: described("Members of the request that differ from the base request.", change) },
  ),
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
