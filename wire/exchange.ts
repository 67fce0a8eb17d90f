import type { RawRequest } from "./raw-request.ts";
import type { ReceivedReply } from "./received-reply.ts";

/**
 * One request as it was sent, and its outcome: either a reply, or a transport failure that nobody is blamed for. It has neither when the
 * case made the client disconnect before the head of a reply arrived.
 */
export interface Exchange {
  /** Scheme, host and port that the request went to, without a path: `http://127.0.0.1:4566`. */
  readonly origin: string;
  readonly request: RawRequest;
  /** When the request was started, in ms since the epoch. */
  readonly startedAt: number;
  readonly reply?: ReceivedReply;
  /**
   * Why no head of a reply arrived: refused, reset, or silent until our limit. Bytes that are not a response make it `malformed` or `too-long`.
   */
  readonly failure?: ExchangeFailure;
  /** Bytes that arrived after a reply, on this connection or an earlier one, while no request was waiting: a reply too many. */
  readonly stray?: { readonly says: string; readonly bytes: Uint8Array };
}

/** The bytes that arrived are no HTTP reply, or their head is longer than the client reads. */
export type BadReplyKind = "malformed" | "too-long";

export interface ExchangeFailure {
  readonly kind: "refused" | "reset" | "silence" | BadReplyKind;
  readonly says: string;
  /** How long the client had waited for the reply, in ms. */
  readonly afterMs: number;
  /** The beginning of what arrived instead of a reply, at most 4 KB. */
  readonly bytes?: Uint8Array;
}
