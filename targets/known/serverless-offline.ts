import { deviationsOf } from "../deviations-of.ts";
import { serverlessTarget } from "../serverless-target.ts";
import type { Target } from "../target.ts";

/** What it does differently from AWS, and the clauses that show it. Each was reviewed by hand. */
const failures: Readonly<Record<string, readonly string[]>> = {
  "It does not await asynchronous invocations: when the function fails, the unhandled rejection ends the process.":
    ["invoke/asynchronous/attempts", "invoke/asynchronous/function-error"],
  "It rejects DryRun as an unknown InvocationType with 400 InvalidParameterValueException.": [
    "invoke/invocation-type/enum",
    "invoke/status/dry-run",
  ],
  "It knows only bare names: it looks up the whole text as the name of a function, and responds with 404.": [
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
  "Responses have no request id, and it ignores one that the client sends.": [
    "invoke/request-id/not-uuid",
    "invoke/request-id/on-error",
    "invoke/request-id/uuid",
  ],
  "Responses have neither X-Amzn-Trace-Id nor x-amzn-Remapped-Content-Length.": [
    "invoke/result/remapped-content-length",
    "invoke/trace-id/present",
  ],
  "A payload that is not JSON gets 500, without the name of an error.": [
    "invoke/error/named",
    "invoke/payload/broken-json",
  ],
  "It decodes a ClientContext as far as possible, and responds with 500 if the result is not JSON. It accepts JSON that is not an object.":
    ["invoke/client-context/not-base64", "invoke/client-context/not-json"],
  "The ClientContext of an asynchronous request reaches the function too.": ["invoke/client-context/event"],
  "It ignores LogType: there is never a log.": [
    "invoke/log/end",
    "invoke/log/lines",
    "invoke/log/own",
    "invoke/log/present",
  ],
  "Its error messages differ from those of AWS, and all of them are in the member Message.": [
    "invoke/error/message-member",
    "invoke/error/validation-enum",
    "invoke/existence/message",
  ],
  "A payload that is too large gets 413 without the name of an error. In an asynchronous request, it is accepted.":
    ["invoke/payload/event-too-large", "invoke/payload/too-large"],
  "The errors of a function lose their type: it is always Error.": [
    "invoke/function-error/timeout-type",
    "invoke/function-error/type",
  ],
  "A timeout has a message of its own. An exit is reported as a timeout, because it goes unnoticed.": [
    "invoke/function-error/exit-quietly",
    "invoke/function-error/exit-type",
    "invoke/function-error/timeout-message",
  ],
  "A result that cannot be serialized gets 500.": ["invoke/function-error/unserialisable"],
  "If the result is null or nothing, the response has an empty body.": [
    "invoke/result/null",
    "invoke/result/hollow",
  ],
  "It puts a string between quotation marks without escaping it. An empty string and null give an empty body.":
    ["invoke/payload/json", "invoke/result/look-alikes"],
  "There is no limit to the size of a result.": ["invoke/result/too-large"],
  "The response to an asynchronous request has the Content-Type text/html.": [
    "invoke/result/event-content-type",
  ],
  "The function receives offline_invokedFunctionArn_for_probe, which is not an ARN.": [
    "invoke/qualifier/arn-without",
  ],
  "An Event whose ClientContext is not base64 gets 500.": ["invoke/client-context/event-not-base64"],
  "Its HTTP server responds with 404 to paths and methods that it does not know.": [
    "invoke/http/unknown-operation",
    "invoke/http/wrong-method",
  ],
  "It ignores reserved headers.": ["invoke/http/reserved-headers"],
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
