import type { RawReply } from "./raw-reply.ts";
import type { ReceivedReply } from "./received-reply.ts";

/**
 * A reply that keeps what is sent of it: as it would be received, so far. `ended` is called once, when this has returned: when all was
 * sent, or the sending ended before.
 * @param headAt ms since the request was started; `began` is that moment on the clock of `performance`
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
