import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/**
 * One error of the API, or of the front end that AWS services share, resolved at one edition. It has the code, the status and the shape of
 * the body.
 */
export interface ErrorSpec {
  readonly code: string;
  readonly status: number;
  /** Other statuses that a source pairs with this code. A response with one of them is not a fault. */
  readonly otherStatuses?: readonly number[];
  readonly operations: readonly OperationName[];
  /** The spelling of the message member. Absent when no source shows it; then both spellings are accepted. */
  readonly message?: "message" | "Message";
  /** Members beside the message and `Type`. `header` names the header that carries the member instead of the body. */
  readonly members?: readonly {
    readonly name: string;
    readonly header?: string;
    readonly enum?: readonly string[];
  }[];
  readonly fault: "client" | "server";
  /** modelled: in the model of the operation; common: of the front end that all services share; unmodelled: only seen on the wire. */
  readonly kind: "modelled" | "common" | "unmodelled";
  /** The endpoint cannot handle more requests at the moment. The same request may succeed later. */
  readonly throttles?: true;
  /** Whether SDKs retry this error in their documented standard mode. */
  readonly retried: boolean;
  /**
   * request: a request alone provokes it; state: it needs a function in a certain state; injection: only `serve --inject` or a script of
   * replies provokes it.
   */
  readonly provoked: { readonly by: "request" | "state" | "injection"; readonly how: string };
  readonly source: readonly Source[];
}
