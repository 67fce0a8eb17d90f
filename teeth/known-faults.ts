/** A fault that an emulator or a stub really had, and what reproduces it here: mutants, a responder or a miniature. */
export interface KnownFault {
  readonly says: string;
  /** Names of mutants, constant responders and miniatures. */
  readonly here: readonly string[];
}

/**
 * Faults that users found in emulators. Two more are left out, because no source says what would be right: limits of synchronous and
 * asynchronous payloads that are off by one byte. Sizes well beyond the limits are included.
 */
export const knownFaults: readonly KnownFault[] = [
  fault(
    "a function error is not marked as one",
    "invoke-function-error-header--x-amz-function-error-is-missing",
    "errors-hidden",
  ),
  fault("an uncaught error is marked as handled", "handled-errors"),
  fault(
    "a request for an alias or version that does not exist runs $LATEST",
    "latest-for-unknown",
    "qualifier-blind",
  ),
  fault("the executed version is always the same", "always-latest"),
  fault(
    "the response to an event has status 200 or a body",
    "event-answers",
    "event-waits",
    "invoke-result-event-body--the-response-has-a-body",
  ),
  fault(
    "a dry run runs the function, or the response has status 200",
    "dry-run-runs",
    "dry-run-accepted",
    "invoke-status-dry-run--the-status-is-200",
  ),
  fault(
    "a payload that is not JSON causes an internal error",
    "invoke-payload-broken-json--values-that-break-json-cause-an-internal-error",
    "broken-json-as-500",
  ),
  fault(
    "a payload that is not JSON causes a function error, or is passed to the function",
    "broken-json-fails-function",
    "broken-json-echoed",
  ),
  fault("a function is not found by its ARN", "arn-unknown", "arn-blind"),
  fault("a percent-encoded ARN is not decoded", "escapes-kept"),
  fault(
    "the name of an error is only in the body",
    "invoke-error-in-header--the-name-of-the-error-is-only-in-the-body-as-type",
    "name-in-body",
  ),
  fault("a request for an unknown function is rejected with 400", "bad-request-for-unknown"),
  fault(
    "a log is sent without a request for it, is not base64, or is longer than 4 KB",
    "invoke-log-type-default--x-amz-log-result-is-present",
    "invoke-log-type-none--x-amz-log-result-is-present",
    "invoke-log-base64--log-result-breaks-the-keyword-base64",
    "invoke-log-size--the-log-is-longer-than-allowed",
    "stream-log-without-tail",
  ),
  fault("the response is plain JSON instead of a stream", "stream-raw-body"),
  fault("a stream has no InvokeComplete", "stream-no-invoke-complete"),
  fault("a stream has two InvokeCompletes", "stream-two-invoke-completes"),
  fault("the checksum of a message is wrong", "stream-bad-message-checksum"),
  fault("a stream is sent only after the function has ended", "stream-buffered"),
  fault("if a function fails while it streams, the response has status 500", "stream-error-as-500"),
  fault("a payload over the limit is accepted", "invoke-payload-too-large--the-request-succeeds"),
  fault(
    "an event with a payload over the limit is accepted",
    "invoke-payload-event-too-large--the-request-succeeds",
  ),
  fault(
    "an invocation type that does not exist is treated as the default",
    "invoke-invocation-type-not-in-enum--values-that-break-enum-are-accepted",
  ),
  fault("a pattern may match any part of a value", "pattern-unanchored"),
  fault("a qualifier in the name may differ from the Qualifier parameter", "qualifier-of-name-wins"),
  fault("a response has no request id", "no-request-id"),
  fault(
    "a payload is parsed and rewritten, which changes its numbers or characters",
    "numbers-rounded",
    "payload-as-latin-1",
  ),
  fault(
    "the content type of a result is lost",
    "invoke-result-content-type--content-type-has-a-different-value",
    "bare-results",
  ),
  fault("the client context is not decoded", "context-not-decoded"),
  fault("the region in an ARN is ignored", "region-of-server"),
  fault(
    "if a function cannot start, the response is a success or an internal error, or never arrives",
    "start-hidden",
    "start-as-500",
    "start-hangs",
  ),
  fault(
    "Content-Length counts characters",
    "invoke-http-length-in-bytes--in-characters",
    "lengths-in-characters",
  ),
  fault("the unread rest of a request is read as the next request on the connection", "payloads-unread"),
  fault("a 204 response has a body, which precedes the next response on the connection", "dry-run-with-body"),
  fault("every response is 404", "always-404"),
  fault("every response is 400", "always-400"),
  fault("every response is 200 with the body null", "always-null"),
  fault("every response repeats the body of its request", "echo"),
  fault("every response has the right status and no body", "empty-success"),
  fault("results have a body, but none of their headers", "bare-results"),
];

function fault(says: string, ...here: readonly string[]): KnownFault {
  return { says, here };
}
