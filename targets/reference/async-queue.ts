import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.ts";
import type { Job, RunOutcome } from "./runner.ts";

/** The outcome of an event. */
export interface EventEnd {
  readonly job: Job;
  readonly failed: boolean;
  /** How many times the function ran. */
  readonly attempts: number;
  /** Set when the event became too old while it waited for a free environment. */
  readonly expired?: true;
  /** Payload of the last attempt, a JSON document. Absent unless the event failed because its last attempt failed. */
  readonly error?: string;
  /** The result of the function, a JSON document. Absent when the function failed or wrote to a stream. */
  readonly result?: string;
}

export interface AsyncQueueOptions {
  /** ms to wait before each further attempt. The number of attempts is one more than the number of waits. */
  readonly delays: readonly number[];
  /** ms after which an event is dropped, for a function with a maximum event age. */
  readonly maxAge: number;
  /** Whether a function runs as many invocations as it may. */
  readonly isBusy: (job: Job) => boolean;
  readonly run: (job: Job) => Promise<RunOutcome>;
  readonly tell: (end: EventEnd) => Promise<void>;
}

/** The largest sum of payload bytes in the queue. An event without a payload counts too. */
const MOST_BYTES = 8_000_000;
const EVENT_BYTES = 2_000;
const POLL_MS = 20;

/** Accepted events, which run in the background. A failing event is retried with the same request id. */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #closing = new AbortController();
  #bytes = 0;

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
  }

  /**
   * Accepts an event. The sender never learns its outcome.
   * @throws Refusal when too many events wait already
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

  /** Drops the events that still wait. */
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

  /**
   * Waits until the function may run another invocation.
   * @returns false when the event became too old first
   */
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
