import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP request as bytes: nothing in it is ever normalised. */
export interface RawRequest {
  readonly method: string;
  /** The request target as on the request line: path and query, their percent-encoding untouched. */
  readonly target: string;
  /** All fields to send but `Host`, and `Content-Length` or `Transfer-Encoding` unless given here. */
  readonly headers: RawHeaders;
  /** The content itself, also where it is sent in chunks. */
  readonly body: Uint8Array;
  /** Bytes of the content, where it was longer than anybody keeps: `body` is its beginning then. */
  readonly length?: number;
}
