/** Bytes of unsent replies above which no further reply is made. */
const MOST = 24 * 1024 * 1024;

/** The replies that are made but not yet sent. Whoever makes a reply waits while there are too many. */
export class Outbox {
  #bytes = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * Adds a reply.
   * @returns a function to call when the reply is sent, or no longer wanted
   */
  add(bytes: number): () => void {
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
      if (this.#bytes <= MOST) for (const resume of this.#waiting.splice(0)) resume();
    };
  }

  /** Resolves when there is room for another reply. */
  async room(): Promise<void> {
    while (this.#bytes > MOST) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
