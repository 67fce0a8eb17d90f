import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP reply as a server is to send it. A door (node:http, msw) turns it into bytes on a wire. */
export interface RawReply {
  readonly status: number;
  readonly headers: RawHeaders;
  /** A streamed body is sent chunk by chunk as it is yielded; when it throws, the connection is cut. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * What becomes of the connection; by default it is kept. `ends-body`: the body has no length, and ends with it. `closed-after`: it is closed
   * as soon as the reply is sent, unannounced.
   */
  readonly connection?: "ends-body" | "closed-after";
}
