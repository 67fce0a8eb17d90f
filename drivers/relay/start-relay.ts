import { once } from "node:events";
import { extname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { UserError } from "../../specs/user-error.ts";
import type { Passed } from "./passed.ts";
import type { FromRelay, RelayWorkerData, ToRelay } from "./relay-worker.ts";
import { weightOf } from "./weight-of.ts";

const PROGRAM = join(import.meta.dirname, `relay-worker${extname(import.meta.filename)}`);

export interface StartedRelay {
  readonly url: URL;
  /** Rejects when the relay fails, or when `tell` throws. */
  readonly failed: Promise<never>;
  /** The number of exchanges that were passed on, but not yet passed to `tell`. */
  readonly waiting: number;
  /** Stops calling `tell`, and drops the exchanges that wait. */
  giveUp(): void;
  /**
   * Ends the relay when `tell` has received all exchanges.
   * @returns the exchanges that `tell` did not receive: `skipped` for lack of room, and `givenUp` by `giveUp`
   */
  close(): Promise<{ readonly skipped: number; readonly givenUp: number }>;
}

/**
 * Starts a relay in a separate thread.
 * @param tell receives each exchange, one after another; between two of them other work has its turn
 * @throws UserError when it cannot listen, or has no credentials to sign with
 */
export async function startRelay(
  data: RelayWorkerData,
  tell: (passed: Passed) => void,
): Promise<StartedRelay> {
  const worker = new Worker(PROGRAM, { workerData: data });
  const [first] = (await Promise.race([once(worker, "message"), failureOf(worker)])) as [FromRelay];
  if ("failed" in first) throw first.isUserError ? new UserError(first.failed) : new Error(first.failed);
  if (!("listening" in first)) throw new Error("the relay does not tell where it listens");

  const queue: Passed[] = [];
  let skipped = 0;
  let isGivenUp = false;
  let givenUp = 0;
  const failed = Promise.withResolvers<never>();
  // Prevents an unhandled rejection. Whoever awaits the promise still receives the error.
  failed.promise.catch(() => {});
  let work: Promise<void> | undefined;
  const send = (message: ToRelay): void => worker.postMessage(message);
  const drain = async (): Promise<void> => {
    for (let passed = queue.shift(); passed !== undefined; passed = queue.shift()) {
      const weight = weightOf(passed);
      tell(passed);
      send({ taken: weight });
      await turn();
    }
    work = undefined;
  };
  worker.on("message", (message: FromRelay) => {
    if ("closed" in message) skipped = message.closed.skipped;
    if (!("passed" in message)) return;
    if (isGivenUp) {
      givenUp += 1;
      return;
    }
    queue.push(message.passed);
    work ??= drain().catch((error: unknown) => {
      queue.length = 0;
      failed.reject(error);
    });
  });
  worker.on("error", failed.reject);
  const exited = once(worker, "exit");
  return {
    url: new URL(first.listening),
    failed: failed.promise,
    get waiting() {
      return queue.length;
    },
    giveUp() {
      isGivenUp = true;
      givenUp += queue.length;
      queue.length = 0;
    },
    async close() {
      send("close");
      await Promise.race([exited, failed.promise]);
      await Promise.race([work, failed.promise]);
      return { skipped, givenUp };
    },
  };
}

async function failureOf(worker: Worker): Promise<never> {
  const [error] = (await once(worker, "error")) as [unknown];
  throw error;
}
