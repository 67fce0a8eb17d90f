import type { Sink } from "./environment.ts";

/** What a function that streams wrote, gathered for a reply that is not streamed. */
export class Collected implements Sink {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #size = 0;

  /** @param limit bytes that are kept; one that writes more fails for its size anyway */
  constructor(limit: number) {
    this.#limit = limit;
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) {
      this.#size += chunk.length;
      if (this.#size <= this.#limit) this.#chunks.push(chunk);
    }
    return Promise.resolve();
  }

  get size(): number {
    return this.#size;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
