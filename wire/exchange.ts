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
  /** No head of a reply came: refused, reset, or silence until our limit. What came and is no reply is `malformed`, or `too-long`. */
  readonly failure?: ExchangeFailure;
  /** Bytes that came after a reply, on this connection or one before, when nothing was asked for: an answer too many. */
  readonly stray?: { readonly says: string; readonly bytes: Uint8Array };
}

/** What came is no HTTP reply, or its head is longer than any that somebody asks for. */
export type BadReplyKind = "malformed" | "too-long";

export interface ExchangeFailure {
  readonly kind: "refused" | "reset" | "silence" | BadReplyKind;
  readonly says: string;
  /** How long the reply had been waited for. */
  readonly afterMs: number;
  /** The beginning of what came instead of a reply: 4 KB at the most. */
  readonly bytes?: Uint8Array;
}
