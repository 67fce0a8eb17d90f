import type { Scenario } from "./scenario.ts";
import { brokenJson } from "./scenarios/broken-json.ts";
import { errorReplies } from "./scenarios/error-replies.ts";
import { functionNameForms } from "./scenarios/function-name-forms.ts";
import { jsonValues } from "./scenarios/json-values.ts";
import { nearMisses } from "./scenarios/near-misses.ts";
import { steps } from "./scenarios/steps.ts";
import { streamBytes } from "./scenarios/stream-bytes.ts";
import { streamContent } from "./scenarios/stream-content.ts";
import { tolerated } from "./scenarios/tolerated.ts";
import { transports } from "./scenarios/transports.ts";
import { twoFaults } from "./scenarios/two-faults.ts";
import { variants } from "./scenarios/variants.ts";

/** The scenarios by name, which clauses use and which is also the name of the file. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  steps,
  variants,
  "json-values": jsonValues,
  "broken-json": brokenJson,
  "function-name-forms": functionNameForms,
  "near-misses": nearMisses,
  "two-faults": twoFaults,
  transports,
  tolerated,
  "stream-content": streamContent,
  "error-replies": errorReplies,
  "stream-bytes": streamBytes,
};
