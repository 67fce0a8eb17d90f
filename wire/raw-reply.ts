import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP reply that an endpoint sends. A door (node:http, msw) turns it into bytes on the wire. */
export interface RawReply {
  readonly status: number;
  readonly headers: RawHeaders;
  /** A streamed body is sent chunk by chunk, as it yields. When it throws, the connection is cut. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * What happens to the connection; by default it is kept open. `ends-body`: the body has no stated length, and ends when the connection
   * does. `closed-after`: the connection is closed right after the reply, without notice.
   */
  readonly connection?: "ends-body" | "closed-after";
}
