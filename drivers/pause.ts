import { setTimeout as sleep } from "node:timers/promises";

/** Waits so many ms; rejects with the reason of the signal as soon as that aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
