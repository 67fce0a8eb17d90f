import { baseStep, changed, type StepChange } from "../base-step.ts";
import { brokenJson } from "../json/broken-json.ts";
import { payloadOf } from "../payload.ts";
import type { Scenario } from "../scenario.ts";
import { mapStrata } from "../stratum.ts";

/**
 * Payloads that are not JSON, beside their sound twins. Arguments:
 * - `step`: members of the call that differ from the base one;
 * - `kinds`: which kinds of generators/json/broken-json.ts (those that no parser in wide use reads).
 */
export const brokenJsonScenario: Scenario = (clause, specification) => {
  const { step, kinds } = clause.given as { readonly step?: StepChange; readonly kinds?: readonly string[] };
  const base = changed(baseStep(clause.operation, specification), step);
  return mapStrata(brokenJson(kinds), ({ value, mended, why }, kind) => ({
    kind,
    why: `the payload is ${why}`,
    steps: [{ ...base, payload: payloadOf(value) }],
    breaks: ["json"],
    twin: [{ ...base, payload: payloadOf(mended) }],
  }));
};
