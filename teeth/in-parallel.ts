import { drainQueue } from "../suites/run/drain-queue.ts";

/** Most concurrent calls. They mostly wait for functions, and need little of the processor. */
const PLAYS = 6;

/** Calls a function for each item, a few at a time, in order. */
export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  await drainQueue([...items], PLAYS, act);
}
