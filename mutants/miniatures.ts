import type { Handler } from "../targets/handler-target.ts";
import { arnBlind } from "./miniatures/arn-blind.ts";
import { bareResults } from "./miniatures/bare-results.ts";
import { brokenJsonAs500 } from "./miniatures/broken-json-as-500.ts";
import { brokenJsonEchoed } from "./miniatures/broken-json-echoed.ts";
import { dryRunAccepted } from "./miniatures/dry-run-accepted.ts";
import { dryRunBlind } from "./miniatures/dry-run-blind.ts";
import { dryRunWithBody } from "./miniatures/dry-run-with-body.ts";
import { errorsAs500 } from "./miniatures/errors-as-500.ts";
import { errorsByTheirLooks } from "./miniatures/errors-by-their-looks.ts";
import { errorsHidden } from "./miniatures/errors-hidden.ts";
import { errorsStick } from "./miniatures/errors-stick.ts";
import { eventSilent } from "./miniatures/event-silent.ts";
import { eventWaits } from "./miniatures/event-waits.ts";
import { lateResults } from "./miniatures/late-results.ts";
import { lengthsInCharacters } from "./miniatures/lengths-in-characters.ts";
import { messagesInLatin1 } from "./miniatures/messages-in-latin-1.ts";
import { nameInBody } from "./miniatures/name-in-body.ts";
import { nullsDropped } from "./miniatures/nulls-dropped.ts";
import { oneAtATime } from "./miniatures/one-at-a-time.ts";
import { payloadsUnread } from "./miniatures/payloads-unread.ts";
import { qualifierBlind } from "./miniatures/qualifier-blind.ts";
import { resultOnStandardOutput } from "./miniatures/result-on-standard-output.ts";
import { sharedEnvironment } from "./miniatures/shared-environment.ts";
import { startAs500 } from "./miniatures/start-as-500.ts";
import { startHangs } from "./miniatures/start-hangs.ts";
import { startHidden } from "./miniatures/start-hidden.ts";
import { textQuotedAgain } from "./miniatures/text-quoted-again.ts";
import { timeoutInWholePolls } from "./miniatures/timeout-in-whole-polls.ts";
import { unknownAs200 } from "./miniatures/unknown-as-200.ts";

/** A small whole emulator with a typical fault of emulators, and the clauses that must find it. */
export interface Miniature {
  readonly name: string;
  readonly handler: Handler;
  readonly fails: readonly string[];
}

const START = [
  "invoke/start/no-handler",
  "invoke/start/no-module",
  "invoke/start/syntax-error",
  "invoke/start/throws-at-load",
];

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
  { name: "late-results", handler: lateResults, fails: ["invoke/isolation/after-timeout"] },
  { name: "one-at-a-time", handler: oneAtATime, fails: ["invoke/concurrency/two"] },
  { name: "timeout-in-whole-polls", handler: timeoutInWholePolls, fails: ["invoke/timeout/over"] },
  { name: "shared-environment", handler: sharedEnvironment, fails: ["invoke/environment/one-at-a-time"] },
  { name: "nulls-dropped", handler: nullsDropped, fails: ["invoke/result/hollow"] },
  { name: "errors-by-their-looks", handler: errorsByTheirLooks, fails: ["invoke/result/look-alikes"] },
  { name: "result-on-standard-output", handler: resultOnStandardOutput, fails: ["invoke/output/apart"] },
  {
    name: "messages-in-latin-1",
    handler: messagesInLatin1,
    fails: ["invoke/function-error/message-in-any-script"],
  },
  {
    name: "errors-stick",
    handler: errorsStick,
    fails: ["invoke/isolation/after-error"],
  },
  { name: "text-quoted-again", handler: textQuotedAgain, fails: ["invoke/http/transports"] },
  { name: "dry-run-blind", handler: dryRunBlind, fails: ["invoke/dry-run/every-parameter"] },
  { name: "payloads-unread", handler: payloadsUnread, fails: ["invoke/http/keep-alive-after"] },
  { name: "dry-run-with-body", handler: dryRunWithBody, fails: ["invoke/http/well-formed"] },
  { name: "lengths-in-characters", handler: lengthsInCharacters, fails: ["invoke/http/length-in-bytes"] },
  { name: "start-hidden", handler: startHidden, fails: START },
  { name: "start-as-500", handler: startAs500, fails: START },
  { name: "start-hangs", handler: startHangs, fails: ["invoke/start/no-module"] },
];
