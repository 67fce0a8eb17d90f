import { drainQueue } from "../suites/run/drain-queue.ts";

/** Plays at one time: most of them wait for functions, not for us. */
const PLAYS = 6;

/** Does something with each item, a few at a time, in order. */
export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  await drainQueue([...items], PLAYS, act);
}
