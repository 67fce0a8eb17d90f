import { setTimeout as sleep } from "node:timers/promises";
import type { Job, RunOutcome } from "./runner.ts";

/** An event that failed for good. */
export interface DeadLetter {
  readonly job: Job;
  /** Payload of the last failed attempt: a JSON document; absent when there was none. */
  readonly error?: string;
}

export interface AsyncQueueOptions {
  /** ms to wait before each further attempt; one attempt more than there are waits. */
  readonly delays: readonly number[];
  readonly run: (job: Job) => Promise<RunOutcome>;
  readonly bury: (letter: DeadLetter) => Promise<void>;
}

/** Events that were accepted and run in the background: tried again under the same request id while they fail. */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #closing = new AbortController();

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
  }

  /** Accepts an event; what comes of it is never the caller's. */
  accept(job: Job): void {
    this.#attempt(job).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) throw error;
    });
  }

  /** Drops what is still waiting. */
  close(): void {
    this.#closing.abort();
  }

  async #attempt(job: Job): Promise<void> {
    const { delays, run, bury } = this.#options;
    if (job.function.throttled) return bury({ job });
    let error: string | undefined;
    for (const delay of [0, ...delays]) {
      if (delay > 0) await sleep(delay, undefined, { signal: this.#closing.signal });
      error = (await run(job)).error;
      if (error === undefined) return;
    }
    if (error !== undefined) await bury({ job, error });
  }
}
