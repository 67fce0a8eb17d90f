import type { RawReply } from "./raw-reply.ts";
import type { ReceivedReply } from "./received-reply.ts";

/**
 * A received reply that grows as the sender sends: it always holds what has arrived so far. `ended` is called once, after this function has
 * returned, when everything is sent or the sending stops early.
 * @param headAt ms since the request was started; `began` is the start on the clock of `performance`
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
