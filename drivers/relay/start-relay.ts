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
  /** Rejects where the relay, or who is told, fails. */
  readonly failed: Promise<never>;
  /** Exchanges that were passed on, and wait to be told of. */
  readonly waiting: number;
  /** Tells of nothing more: what waits is given up. */
  giveUp(): void;
  /** Ends it, when all that it passed on has been told of. @returns exchanges that it did not tell of: those that it had no room for, and those given up */
  close(): Promise<{ readonly skipped: number; readonly givenUp: number }>;
}

/**
 * Starts a relay in a thread of its own.
 * @param tell is told of each exchange, one after the other; between two of them other work has its turn
 * @throws UserError where it cannot listen, or has nothing to sign with
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
  // Whoever waits for it hears of it.
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
