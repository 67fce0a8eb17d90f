import type { Operation } from "../../specs/operation.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { InvokedFunction } from "./function-directory.ts";
import { Refusal } from "./refusal.ts";
import type { Input } from "./router.ts";

/** The header with the id of a request. The client may choose the id, otherwise the endpoint does. Every response repeats it. */
export const REQUEST_ID: string = "x-amzn-RequestId";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that the client chose; undefined when it sent none, or one that is not a UUID. */
export function callersId({ headers }: RawRequest): string | undefined {
  const id = headerValue(headers, REQUEST_ID);
  return id !== undefined && UUID.test(id) ? id : undefined;
}

/** @throws Refusal for an id that is not a UUID */
export function checkCallersId(request: RawRequest): void {
  if (callersId(request) !== undefined || headerValue(request.headers, REQUEST_ID) === undefined) return;
  throw new Refusal("InvalidRequestContentException", `The header ${REQUEST_ID} is not a valid UUID string.`);
}

/** @throws Refusal for a header that only requests over a private link may have */
export function checkReservedHeaders({ headers }: RawRequest): void {
  if (!headers.some(([name]) => /^x-amzn-vpce?-/i.test(name))) return;
  throw new Refusal(
    "AccessDeniedException",
    "The request includes reserved HTTP headers. Reserved headers are required only for Lambda private link requests.",
  );
}

/** @throws Refusal for a payload over the limit of its invocation type */
export function checkSize(operation: Operation, input: Input, bytes: number): void {
  const type = input["InvocationType"] ?? "";
  const limit = operation.limits.request[type];
  if (limit === undefined || bytes <= limit) return;
  // In this message, AWS names the operation as its permission does.
  const action = operation.name === "Invoke" ? "InvokeFunction" : operation.name;
  throw new Refusal(
    "RequestEntityTooLargeException",
    type === "Event"
      ? `${bytes} byte payload is too large for the Event invocation type (limit ${limit} bytes)`
      : `Request must be smaller than ${limit} bytes for the ${action} operation`,
  );
}

/** @throws Refusal for a request that lacks what the configuration of the function requires */
export function checkConfiguration({ function: its, qualified }: InvokedFunction, input: Input): void {
  if (its.tenancy && input["TenantId"] === undefined) {
    throw new Refusal(
      "InvalidParameterValueException",
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
    );
  }
  if (!its.tenancy && input["TenantId"] !== undefined) {
    throw new Refusal(
      "InvalidParameterValueException",
      "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
    );
  }
  if (its.durable && !qualified) {
    throw new Refusal(
      "InvalidParameterValueException",
      "You cannot invoke a durable function using an unqualified ARN.",
    );
  }
}

/**
 * @param running how many invocations of the function are running
 * @throws Refusal when the function has no concurrency left; an event waits instead
 */
export function checkConcurrency({ function: its }: InvokedFunction, running: number): void {
  if (running < its.concurrency) return;
  throw new Refusal("TooManyRequestsException", "Rate Exceeded.", {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
}
