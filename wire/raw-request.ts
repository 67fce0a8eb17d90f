import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP request as bytes. Nothing in it is ever normalized. */
export interface RawRequest {
  readonly method: string;
  /** The request target as on the request line: path and query, with their percent-encoding unchanged. */
  readonly target: string;
  /** All headers to send, except `Host`, and except `Content-Length` or `Transfer-Encoding`, which are added unless given here. */
  readonly headers: RawHeaders;
  /** The content itself, without chunk framing. */
  readonly body: Uint8Array;
  /** Length of the content in bytes, when it is too long to keep. `body` is then its beginning. */
  readonly length?: number;
}
