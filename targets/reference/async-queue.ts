import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.ts";
import type { Job, RunOutcome } from "./runner.ts";

/** What an event came to. */
export interface EventEnd {
  readonly job: Job;
  readonly failed: boolean;
  /** How often the function ran. */
  readonly attempts: number;
  /** It got too old while it waited for a free environment. */
  readonly expired?: true;
  /** Payload of the last failed attempt: a JSON document; absent when there was none. */
  readonly error?: string;
  /** What the function returned: a JSON document; absent when it failed, or wrote to a stream. */
  readonly result?: string;
}

export interface AsyncQueueOptions {
  /** ms to wait before each further attempt; one attempt more than there are waits. */
  readonly delays: readonly number[];
  /** ms after which an event of a function with a maximum event age is given up. */
  readonly maxAge: number;
  /** Whether a function runs as many calls as it may. */
  readonly isBusy: (job: Job) => boolean;
  readonly run: (job: Job) => Promise<RunOutcome>;
  readonly tell: (end: EventEnd) => Promise<void>;
}

/** Bytes of payloads that wait at the most; an event without one counts too. */
const MOST_BYTES = 8_000_000;
const EVENT_BYTES = 2_000;
const POLL_MS = 20;

/** Events that were accepted and run in the background: tried again under the same request id while they fail. */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #closing = new AbortController();
  #bytes = 0;

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
  }

  /**
   * Accepts an event; what comes of it is never the caller's.
   * @throws Refusal when too many wait already
   */
  accept(job: Job): void {
    const bytes = EVENT_BYTES + job.payload.length;
    if (this.#bytes + bytes > MOST_BYTES) {
      throw new Refusal("TooManyRequestsException", "Rate Exceeded.", { Reason: "CallerRateLimitExceeded" });
    }
    this.#bytes += bytes;
    this.#attempt(job)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) throw error;
      })
      .finally(() => {
        this.#bytes -= bytes;
      });
  }

  /** Drops what is still waiting. */
  close(): void {
    this.#closing.abort();
  }

  async #attempt(job: Job): Promise<void> {
    const { delays, run, tell } = this.#options;
    if (job.function.concurrency === 0) return tell({ job, failed: true, attempts: 0 });
    const accepted = performance.now();
    const all = [0, ...delays];
    for (const [before, delay] of all.entries()) {
      if (delay > 0) await this.#sleep(delay);
      if (!(await this.#isFree(job, accepted)))
        return tell({ job, failed: true, attempts: before, expired: true });
      const { error, result } = await run(job);
      const attempts = before + 1;
      if (error === undefined)
        return tell({ job, failed: false, attempts, ...(result !== undefined && { result }) });
      if (attempts === all.length) await tell({ job, failed: true, attempts, error });
    }
  }

  /** Waits for an environment. False: the event got too old before. */
  async #isFree(job: Job, accepted: number): Promise<boolean> {
    const { isBusy, maxAge } = this.#options;
    while (isBusy(job)) {
      if (job.function.expires && performance.now() - accepted > maxAge) return false;
      await this.#sleep(POLL_MS);
    }
    return true;
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal });
  }
}
