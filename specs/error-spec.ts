import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/** One error of the API or of the service's front end, resolved at one edition: code, status and the shape of its body. */
export interface ErrorSpec {
  readonly code: string;
  readonly status: number;
  /** Other statuses that a source pairs with the code: a reply with one of them is no fault. */
  readonly otherStatuses?: readonly number[];
  readonly operations: readonly OperationName[];
  /** Spelling of the message member; absent where nobody has evidence (both are accepted then). */
  readonly message?: "message" | "Message";
  /** Members beyond message and `Type`; `header` when the member travels in a header field. */
  readonly members?: readonly {
    readonly name: string;
    readonly header?: string;
    readonly enum?: readonly string[];
  }[];
  readonly fault: "client" | "server";
  /** modelled: in the operation's model; common: of the front end, shared by all services; unmodelled: seen on the wire only. */
  readonly kind: "modelled" | "common" | "unmodelled";
  /** The endpoint was asked for more than it stands just then: the same request says more a little later. */
  readonly throttles?: true;
  /** Whether SDKs retry it in their documented standard mode. */
  readonly retried: boolean;
  /** request: a request alone provokes it; state: a function in some state; injection: only `serve --inject` or a mock. */
  readonly provoked: { readonly by: "request" | "state" | "injection"; readonly how: string };
  readonly source: readonly Source[];
}
