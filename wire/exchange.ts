import type { RawRequest } from "./raw-request.ts";
import type { ReceivedReply } from "./received-reply.ts";

/**
 * One request as it left and what came of it: either a reply, or a transport failure that blames nobody; neither where the case let
 * the client go away before the head of a reply came.
 */
export interface Exchange {
  /** Scheme, host and port that the request went to, without a path: `http://127.0.0.1:4566`. */
  readonly origin: string;
  readonly request: RawRequest;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly reply?: ReceivedReply;
  /** No head of a reply came: refused, reset, or silence until our limit. `afterMs`: how long the reply had been waited for. */
  readonly failure?: {
    readonly kind: "refused" | "reset" | "silence" | "malformed";
    readonly says: string;
    readonly afterMs: number;
  };
}
