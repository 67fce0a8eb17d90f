import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP reply as it came: the head as received, the whole body (or its beginning), and when each piece of it arrived. */
export interface ReceivedReply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Uint8Array;
  /**
   * What followed `body`, where only its beginning was kept (`excerptOf`): how many bytes, and texts that are secret by the name that they
   * stand under somewhere in the whole.
   */
  readonly beyond?: { readonly bytes: number; readonly secrets: readonly string[] };
  /** Pieces of the body in order of arrival: `at` in ms since the request was started, `size` in bytes. */
  readonly chunks: readonly { readonly at: number; readonly size: number }[];
  /** When the head was complete and when the reply was, in ms since the request was started. */
  readonly headAt: number;
  readonly endAt: number;
  /** What was wrong with the reply after its head (it is cut, malformed, longer than we read): the subject's fault. */
  readonly fault?: { readonly kind: "cut" | "malformed" | "silent" | "too-long"; readonly says: string };
}
