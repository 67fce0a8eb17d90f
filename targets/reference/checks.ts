import type { Operation } from "../../specs/operation.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { InvokedFunction } from "./function-directory.ts";
import { Refusal } from "./refusal.ts";
import type { Input } from "./router.ts";

/** Names a request: its caller may, otherwise the service does, and the reply says it. */
export const REQUEST_ID: string = "x-amzn-RequestId";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that the caller gave to a request; undefined when there is none, or none that can be used. */
export function callersId({ headers }: RawRequest): string | undefined {
  const id = headerValue(headers, REQUEST_ID);
  return id !== undefined && UUID.test(id) ? id : undefined;
}

/** @throws Refusal for an id that is no UUID */
export function checkCallersId(request: RawRequest): void {
  if (callersId(request) !== undefined || headerValue(request.headers, REQUEST_ID) === undefined) return;
  throw new Refusal("InvalidRequestContentException", `The header ${REQUEST_ID} is not a valid UUID string.`);
}

/** @throws Refusal for a header field that only requests by way of a private link have */
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
  // The service calls the operation by the name that its permission has.
  const action = operation.name === "Invoke" ? "InvokeFunction" : operation.name;
  throw new Refusal(
    "RequestEntityTooLargeException",
    type === "Event"
      ? `${bytes} byte payload is too large for the Event invocation type (limit ${limit} bytes)`
      : `Request must be smaller than ${limit} bytes for the ${action} operation`,
  );
}

/** @throws Refusal for a call that lacks what the configuration of the function asks for */
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
 * @param running how many calls the function runs just now
 * @throws Refusal when the function has no concurrency left; an event waits instead
 */
export function checkConcurrency({ function: its }: InvokedFunction, running: number): void {
  if (running < its.concurrency) return;
  throw new Refusal("TooManyRequestsException", "Rate Exceeded.", {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
}
