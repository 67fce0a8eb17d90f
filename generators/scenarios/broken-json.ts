import { baseStep, changed } from "../base-step.ts";
import { payloadCall } from "../calls/payload-call.ts";
import { brokenJson as breakingTexts, brokenJsonKinds } from "../json/broken-json.ts";
import { payloadOf } from "../payload.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { change, described, listOf, object, oneOf } from "../schema.ts";
import { mapStrata } from "../stratum.ts";

export const brokenJson: Scenario = scenario({
  description: "Payloads that are not JSON, each with its valid twin.",
  arguments: object(
    {},
    {
      step: described("Members of the request that differ from the base request.", change),
      kinds: described(
        "Which kinds of broken JSON; default: those that no widely used parser accepts.",
        listOf(oneOf(brokenJsonKinds.map(({ kind }) => kind))),
      ),
    },
  ),
  cases: ({ step, kinds }, { operation }, specification) => {
    const base = changed(baseStep(operation, specification), step);
    return mapStrata(breakingTexts(kinds), ({ value, mended, why }, kind) => ({
      kind,
      why: `the payload is ${why}`,
      steps: [{ ...base, payload: payloadOf(value) }],
      breaks: ["json"],
      twin: [{ ...base, payload: payloadOf(mended) }],
    }));
  },
  recognises: ({ step }, { operation }) => [
    payloadCall(operation, step, (keywords) => keywords.includes("json")),
  ],
});
