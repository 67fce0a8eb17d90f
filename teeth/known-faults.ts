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
    "an error of the function is not marked as one",
    "invoke-function-error-header--x-amz-function-error-is-missing",
    "errors-hidden",
  ),
  fault("an error that nobody caught is marked as handled", "handled-errors"),
  fault("an alias or version that is not there runs $LATEST", "latest-for-unknown", "qualifier-blind"),
  fault("the executed version is always the same", "always-latest"),
  fault(
    "an event is answered 200, or with a body",
    "event-answers",
    "event-waits",
    "invoke-result-event-body--it-has-a-body",
  ),
  fault(
    "a dry run runs the function, or is answered 200",
    "dry-run-runs",
    "dry-run-accepted",
    "invoke-status-dry-run--the-status-is-200",
  ),
  fault(
    "a payload that is no JSON is an internal error",
    "invoke-payload-broken-json--values-that-break-json-are-an-internal-error",
    "broken-json-as-500",
  ),
  fault(
    "a payload that is no JSON is an error of the function, or handed over",
    "broken-json-fails-function",
    "broken-json-echoed",
  ),
  fault("a function is not found by its ARN", "arn-unknown", "arn-blind"),
  fault("an ARN is not decoded", "escapes-kept"),
  fault(
    "the name of an error stands in the body only",
    "invoke-error-in-header--the-name-of-the-error-stands-in-the-body-only-as-type",
    "name-in-body",
  ),
  fault("an unknown function is answered 400", "bad-request-for-unknown"),
  fault(
    "a log comes unasked, is no base64, or is longer than 4 KB",
    "invoke-log-type-default--x-amz-log-result-is-there",
    "invoke-log-type-none--x-amz-log-result-is-there",
    "invoke-log-base64--log-result-breaks-its-base64",
    "invoke-log-size--the-log-is-longer-than-it-may-be",
    "stream-log-without-tail",
  ),
  fault("a stream is answered as plain JSON", "stream-raw-body"),
  fault("a stream has no InvokeComplete", "stream-no-invoke-complete"),
  fault("a stream has two InvokeCompletes", "stream-two-invoke-completes"),
  fault("the checksum of a message is wrong", "stream-bad-message-checksum"),
  fault("a stream comes when the function has ended", "stream-buffered"),
  fault("a function that fails while it streams is answered 500", "stream-error-as-500"),
  fault("a payload beyond the limit is taken", "invoke-payload-too-large--it-succeeds"),
  fault("the payload of an event beyond the limit is taken", "invoke-payload-event-too-large--it-succeeds"),
  fault(
    "an invocation type that is none is taken for the default",
    "invoke-invocation-type-not-in-enum--values-that-break-enum-are-taken-for-sound-ones",
  ),
  fault("a pattern is looked for anywhere in a value", "pattern-unanchored"),
  fault("a qualifier in the name and another beside it are no conflict", "qualifier-of-name-wins"),
  fault("a reply has no request id", "no-request-id"),
  fault(
    "a payload is read and written again, with other numbers or characters",
    "numbers-rounded",
    "payload-as-latin-1",
  ),
  fault(
    "the content type of a result is lost",
    "invoke-result-content-type--content-type-says-something-else",
    "bare-results",
  ),
  fault("the client context is not decoded", "context-not-decoded"),
  fault("the region of an ARN is taken for that of the server", "region-of-server"),
  fault(
    "a function that cannot start is answered as one that succeeds, as an internal error, or never",
    "start-hidden",
    "start-as-500",
    "start-hangs",
  ),
  fault(
    "Content-Length counts characters",
    "invoke-http-length-in-bytes--in-characters",
    "lengths-in-characters",
  ),
  fault("what is left of a call is taken for the next one on its connection", "payloads-unread"),
  fault("a 204 has a body, which stands before the next reply", "dry-run-with-body"),
  fault("everything is answered 404", "always-404"),
  fault("everything is answered 400", "always-400"),
  fault("everything is answered 200 null", "always-null"),
  fault("everything is answered with what was sent", "echo"),
  fault("everything is answered with its right status and no body", "empty-success"),
  fault("results have their body and none of their header fields", "bare-results"),
];

function fault(says: string, ...here: readonly string[]): KnownFault {
  return { says, here };
}
