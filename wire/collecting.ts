import type { RawReply } from "./raw-reply.ts";
import type { ReceivedReply } from "./received-reply.ts";

/**
 * Watches a reply while it is sent: `received` always gives what has been sent so far.
 * @param headAt when the head was complete, in ms since the request was started
 * @param began when the request was started, on the clock of `performance`
 * @param ended called once, after this function has returned, when everything is sent or the sending stops early
 * @returns the reply to send in place of the given one, and the function that gives the received reply
 */
export function collecting(
  reply: RawReply,
  headAt: number,
  began: number,
  ended: () => void = () => {},
): { readonly reply: RawReply; readonly received: () => ReceivedReply } {
  const { status, headers, body } = reply;
  const pieces: Uint8Array[] = [];
  const chunks: { at: number; size: number }[] = [];
  const keep = (piece: Uint8Array): void => {
    pieces.push(piece);
    chunks.push({ at: performance.now() - began, size: piece.length });
  };
  const received = (): ReceivedReply => ({
    status,
    headers,
    body: Buffer.concat(pieces),
    chunks,
    headAt,
    endAt: chunks.at(-1)?.at ?? headAt,
  });
  if (body instanceof Uint8Array) {
    keep(body);
    queueMicrotask(ended);
    return { reply, received };
  }
  async function* kept(from: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    try {
      for await (const piece of from) {
        keep(piece);
        yield piece;
      }
    } finally {
      ended();
    }
  }
  return { reply: { status, headers, body: kept(body) }, received };
}
