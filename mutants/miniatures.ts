import type { Handler } from "../targets/handler-target.ts";
import { arnBlind } from "./miniatures/arn-blind.ts";
import { bareResults } from "./miniatures/bare-results.ts";
import { brokenJsonAs500 } from "./miniatures/broken-json-as-500.ts";
import { brokenJsonEchoed } from "./miniatures/broken-json-echoed.ts";
import { dryRunAccepted } from "./miniatures/dry-run-accepted.ts";
import { errorsAs500 } from "./miniatures/errors-as-500.ts";
import { errorsHidden } from "./miniatures/errors-hidden.ts";
import { eventSilent } from "./miniatures/event-silent.ts";
import { eventWaits } from "./miniatures/event-waits.ts";
import { nameInBody } from "./miniatures/name-in-body.ts";
import { qualifierBlind } from "./miniatures/qualifier-blind.ts";
import { unknownAs200 } from "./miniatures/unknown-as-200.ts";

/** A small whole emulator with one of the mistakes that emulators make, and the clauses that have to tell of it. */
export interface Miniature {
  readonly name: string;
  readonly handler: Handler;
  readonly fails: readonly string[];
}

export const miniatures: readonly Miniature[] = [
  {
    name: "arn-blind",
    handler: arnBlind,
    fails: ["invoke/function-name/arn", "invoke/function-name/partial-arn"],
  },
  {
    name: "bare-results",
    handler: bareResults,
    fails: ["invoke/executed-version/present", "invoke/result/content-type"],
  },
  { name: "broken-json-as-500", handler: brokenJsonAs500, fails: ["invoke/payload/broken-json"] },
  { name: "broken-json-echoed", handler: brokenJsonEchoed, fails: ["invoke/payload/broken-json"] },
  { name: "dry-run-accepted", handler: dryRunAccepted, fails: ["invoke/status/dry-run"] },
  {
    name: "errors-as-500",
    handler: errorsAs500,
    fails: ["invoke/status/function-error", "invoke/function-error/header"],
  },
  { name: "errors-hidden", handler: errorsHidden, fails: ["invoke/function-error/header"] },
  { name: "event-silent", handler: eventSilent, fails: ["invoke/status/event"] },
  { name: "event-waits", handler: eventWaits, fails: ["invoke/status/event", "invoke/result/event-body"] },
  { name: "name-in-body", handler: nameInBody, fails: ["invoke/error/in-header"] },
  { name: "qualifier-blind", handler: qualifierBlind, fails: ["invoke/qualifier/unknown"] },
  {
    name: "unknown-as-200",
    handler: unknownAs200,
    fails: ["invoke/existence/unknown-function", "invoke/qualifier/unknown"],
  },
];
