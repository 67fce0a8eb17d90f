/** Bytes of replies that may wait for slow clients before nothing more is made for others. */
const MOST = 24 * 1024 * 1024;

/** The replies that are made and not yet sent: who makes them waits while there are too many. */
export class Outbox {
  #bytes = 0;
  readonly #waiting: (() => void)[] = [];

  /** Takes a reply in. @returns what is to be called when it is sent, or nobody wants it any more */
  add(bytes: number): () => void {
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
      if (this.#bytes <= MOST) for (const resume of this.#waiting.splice(0)) resume();
    };
  }

  /** Resolves when there is room for another one. */
  async room(): Promise<void> {
    while (this.#bytes > MOST) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
