import type { RuntimeThread } from "./runtime-thread.ts";

/** More would take memory that environments need. */
const MOST = 2;

/** Threads whose environment ended while it was idle. Module state, because threads of one process may serve any reference in it. */
const spare: RuntimeThread[] = [];

/** Keeps a thread for another environment. Of too many threads, the one that rested longest is terminated. */
export function keepSpare(thread: RuntimeThread): void {
  thread.rest();
  spare.push(thread);
  if (spare.length > MOST) void spare.shift()?.terminate();
}

/** @returns a thread with this memory limit, in megabytes; undefined if there is none */
export function takeSpare(memoryMb: number): RuntimeThread | undefined {
  const index = spare.findIndex((thread) => thread.memoryMb === memoryMb);
  return index === -1 ? undefined : spare.splice(index, 1)[0];
}
