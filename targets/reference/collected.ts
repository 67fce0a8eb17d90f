import type { Sink } from "./environment.ts";

/** The output of a streaming function, collected for a response that is not streamed. */
export class Collected implements Sink {
  readonly passes = false;
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #size = 0;

  /** @param limit bytes that are kept; a function that writes more fails because of the size */
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
