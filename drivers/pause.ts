import { setTimeout as sleep } from "node:timers/promises";

/** Waits this many ms. Rejects with the reason of the signal as soon as that aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
