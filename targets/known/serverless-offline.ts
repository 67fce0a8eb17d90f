import { deviationsOf } from "../deviations-of.ts";
import { serverlessTarget } from "../serverless-target.ts";
import type { Target } from "../target.ts";

/** What it does differently from AWS, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "Nobody waits for an asynchronous call: when its function fails, the rejection is unhandled and ends the process.":
    ["invoke/asynchronous/attempts", "invoke/asynchronous/function-error"],
  "DryRun is refused as an unknown InvocationType, 400 InvalidParameterValueException.": [
    "invoke/invocation-type/enum",
    "invoke/status/dry-run",
  ],
  "Only bare names are known: the whole text is looked up as the name of a function, 404.": [
    "invoke/function-name/arn",
    "invoke/function-name/not-in-pattern",
    "invoke/function-name/partial-arn",
    "invoke/function-name/too-long",
  ],
  "The parameter Qualifier is ignored.": [
    "invoke/qualifier/not-in-pattern",
    "invoke/qualifier/too-long",
    "invoke/qualifier/unknown",
  ],
  "There is no X-Amz-Executed-Version.": ["invoke/executed-version/present"],
  "Replies have no request id, and a caller's own is not looked at.": [
    "invoke/request-id/not-uuid",
    "invoke/request-id/on-error",
    "invoke/request-id/uuid",
  ],
  "Replies have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": [
    "invoke/result/remapped-content-length",
    "invoke/trace-id/present",
  ],
  "A payload that is not JSON is answered 500, without the name of an error.": [
    "invoke/error/named",
    "invoke/payload/broken-json",
  ],
  "A client context is decoded as far as that goes, and answered 500 when no JSON comes out; JSON that is no object is taken.":
    ["invoke/client-context/not-base64", "invoke/client-context/not-json"],
  "A client context reaches the function in an asynchronous call too.": ["invoke/client-context/event"],
  "LogType is not looked at: there never is a log.": [
    "invoke/log/end",
    "invoke/log/lines",
    "invoke/log/any-script",
    "invoke/log/own",
    "invoke/log/present",
  ],
  "The messages of its errors are its own, and all of them stand in Message.": [
    "invoke/error/message-member",
    "invoke/error/validation-enum",
    "invoke/existence/message",
  ],
  "A payload that is too large is answered 413 without a name; for an asynchronous call it is taken.": [
    "invoke/payload/event-too-large",
    "invoke/payload/too-large",
  ],
  "The errors of a function lose their type: it is always Error.": [
    "invoke/function-error/timeout-type",
    "invoke/function-error/type",
  ],
  "A timeout is told in words of its own, and an exit as a timeout, because it is not seen.": [
    "invoke/function-error/exit-quietly",
    "invoke/function-error/exit-type",
    "invoke/function-error/timeout-message",
  ],
  "A result that cannot be serialised is answered 500.": ["invoke/function-error/unserialisable"],
  "A result that is null, or nothing, is answered with an empty body.": [
    "invoke/result/null",
    "invoke/result/hollow",
  ],
  "A string is put between quotation marks as it is, without escapes; an empty one, and null, is an empty body.":
    ["invoke/payload/json", "invoke/result/look-alikes"],
  "A result may be of any size.": ["invoke/result/too-large"],
  "The reply to an asynchronous call has a Content-Type, text/html.": ["invoke/result/event-content-type"],
  "The function is told an ARN that is none: offline_invokedFunctionArn_for_probe.": [
    "invoke/qualifier/arn-without",
  ],
  "A ClientContext that is no base64 is answered 500 for an Event, too.": [
    "invoke/client-context/event-not-base64",
  ],
  "Paths and methods that it does not know are answered 404 by its HTTP server.": [
    "invoke/http/unknown-operation",
    "invoke/http/wrong-method",
  ],
  "Reserved header fields are ignored.": ["invoke/http/reserved-headers"],
};

const target: Target = serverlessTarget({
  name: "serverless-offline",
  version: "14.8",
  framework: "3.77",
  probeFile: "probe.mjs",
  command: (port) => ["offline", "start", "--host", "127.0.0.1", "--lambdaPort", String(port), "--noSponsor"],
  // It does not notice that a function has exited, and answers only after the function's timeout.
  probeTimeout: 10,
  diesOf: [
    "invoke/asynchronous/attempts",
    "invoke/asynchronous/attempts-request-id",
    "invoke/asynchronous/attempts-seen",
    "invoke/asynchronous/function-error",
  ],
  // Each request in flight uses a worker thread.
  concurrency: 8,
  // A third of the `must` clauses are about streams.
  bestCoverage: 0.4,
  // It has no route for InvokeWithResponseStream, and knows functions only by their bare names. It would run Python functions with any
  // Python on the machine.
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "destinations",
    "expiring",
    "durable",
    "no-handler",
    "no-module",
    "python",
    "second-version",
    "streaming",
    "syntax-error",
    "tenancy",
    "throttled",
    "throws-at-load",
    "version",
    "weighted-alias",
  ],
  deviations: deviationsOf(failures),
});

export default target;
