import type { RuntimeThread } from "./runtime-thread.ts";

/** How long a thread is kept, in ms. An environment makes room because another one is wanted, which then starts at once. */
const KEPT_MS = 100;

/** Threads whose environment ended while it was idle. Module state, because threads of one process may serve any reference in it. */
const spare = new Map<RuntimeThread, NodeJS.Timeout>();

/** Keeps a thread for the next environment. */
export function keepSpare(thread: RuntimeThread): void {
  thread.rest();
  spare.set(thread, setTimeout(end, KEPT_MS, thread).unref());
}

/** Ends all kept threads, because their memory is needed for something else. */
export function endSpares(): void {
  for (const [thread, timer] of spare) {
    clearTimeout(timer);
    end(thread);
  }
}

function end(thread: RuntimeThread): void {
  spare.delete(thread);
  void thread.terminate();
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
