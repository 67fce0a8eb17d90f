import type { RuntimeThread } from "./runtime-thread.ts";

/**
 * How long a thread is kept, in ms. An environment makes room because another one is wanted, which then starts at once. If room was wanted for
 * something else, the thread must not keep it.
 */
const KEPT_MS = 100;

/** Threads whose environment ended while it was idle. Module state, because threads of one process may serve any reference in it. */
const spare = new Map<RuntimeThread, NodeJS.Timeout>();

/** Keeps a thread for the next environment. */
export function keepSpare(thread: RuntimeThread): void {
  thread.rest();
  const end = (): void => {
    spare.delete(thread);
    void thread.terminate();
  };
  spare.set(thread, setTimeout(end, KEPT_MS).unref());
}

/** @returns a thread; undefined if there is none */
export function takeSpare(): RuntimeThread | undefined {
  for (const [thread, timer] of spare) {
    if (!thread.alive) continue;
    clearTimeout(timer);
    spare.delete(thread);
    return thread;
  }
  return undefined;
}
