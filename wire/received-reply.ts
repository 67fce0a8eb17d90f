import type { RawHeaders } from "./raw-headers.ts";

/** One HTTP reply as received: the head, the whole body or its beginning, and the arrival time of each piece. */
export interface ReceivedReply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Uint8Array;
  /**
   * What followed `body`, when only the beginning was kept (`excerptOf`): the number of bytes. `secrets` are the texts that the whole
   * exchange showed to be secret.
   */
  readonly beyond?: { readonly bytes: number; readonly secrets: readonly string[] };
  /** Pieces of the body in order of arrival. `at` is in ms since the request was started, `size` in bytes. */
  readonly chunks: readonly { readonly at: number; readonly size: number }[];
  /** When the head was complete (`headAt`) and when the reply was (`endAt`), in ms since the request was started. */
  readonly headAt: number;
  readonly endAt: number;
  /**
   * What is wrong with the reply after its head. It is the fault of the subject. `cut`: the connection ended early; `silent`: the subject
   * stopped sending; `too-long`: longer than the client reads.
   */
  readonly fault?: { readonly kind: "cut" | "malformed" | "silent" | "too-long"; readonly says: string };
}
