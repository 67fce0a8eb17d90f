import { baseStep, changed, type StepChange } from "../base-step.ts";
import { jsonValues } from "../json/json-values.ts";
import type { Scenario } from "../scenario.ts";
import { mapStrata } from "../stratum.ts";

/** Payloads of JSON of every type. Argument `step`: members of the call that differ from the base one. */
export const jsonValuesScenario: Scenario = (clause, specification) => {
  const { step } = clause.given as { readonly step?: StepChange };
  const base = changed(baseStep(clause.operation, specification), step);
  return mapStrata(jsonValues(), ({ value, why }, kind) => ({
    kind,
    why: `the payload is ${why}`,
    steps: [{ ...base, payload: { text: value } }],
  }));
};
