import type { Scenario } from "./scenario.ts";
import { brokenJsonScenario } from "./scenarios/broken-json.ts";
import { functionNameForms } from "./scenarios/function-name-forms.ts";
import { jsonValuesScenario } from "./scenarios/json-values.ts";
import { steps } from "./scenarios/steps.ts";
import { streamContent } from "./scenarios/stream-content.ts";
import { tolerated } from "./scenarios/tolerated.ts";
import { twoFaults } from "./scenarios/two-faults.ts";

/** The scenarios by the name that clauses use, which is their file's. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  steps,
  "json-values": jsonValuesScenario,
  "broken-json": brokenJsonScenario,
  "function-name-forms": functionNameForms,
  "two-faults": twoFaults,
  tolerated,
  "stream-content": streamContent,
};
