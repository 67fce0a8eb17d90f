import type { ReceivedReply } from "../wire/received-reply.ts";

/**
 * Above this number, a piece that arrives within `TOGETHER_MS` of the previous one is counted with it, because a body may arrive byte by
 * byte.
 */
const MANY = 16_384;
const TOGETHER_MS = 5;
const LEAST_ROOM = 4096;

/** The body of a reply as it grows, up to `most` bytes. Its cost depends on the number of bytes, not on the number of pieces. */
export class ReceivedBody {
  #bytes: Buffer = Buffer.alloc(0);
  #size = 0;
  readonly #most: number;
  readonly #chunks: { at: number; size: number }[] = [];

  constructor(most: number = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** @param at ms since the request was started */
  add(piece: Uint8Array, at: number): void {
    this.#tell(piece.length, at);
    // Most bodies come in one piece, which is not copied.
    if (this.#size === 0) this.#bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    else {
      this.#makeRoom(this.#size + piece.length);
      this.#bytes.set(piece, this.#size);
    }
    this.#size += piece.length;
  }

  whole(): Pick<ReceivedReply, "body" | "chunks"> {
    const body = this.#bytes.subarray(0, this.#size);
    const isTight = this.#bytes.length - this.#size <= this.#size / 4;
    return { body: isTight ? body : Buffer.from(body), chunks: this.#chunks };
  }

  #tell(size: number, at: number): void {
    const last = this.#chunks.at(-1);
    if (last !== undefined && this.#chunks.length >= MANY && at - last.at < TOGETHER_MS) {
      last.at = at;
      last.size += size;
    } else this.#chunks.push({ at, size });
  }

  #makeRoom(size: number): void {
    if (this.#bytes.length >= size && this.#owns) return;
    const larger = Buffer.allocUnsafeSlow(
      Math.max(size, Math.min(this.#most, Math.max(LEAST_ROOM, 2 * size))),
    );
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
    this.#owns = true;
  }

  /** Whether this object may write to the memory. It may not write to that of the first piece. */
  #owns = false;
}
