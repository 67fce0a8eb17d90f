import type { DeadLetter } from "./async-queue.ts";
import { HEAVY_WEIGHT } from "./runner.ts";

/**
 * The dead-letter queue of the functions that have one: it tells the collector that the event itself names, in the way of the
 * probe, with the attributes that Lambda gives a dead letter. An event that names none is forgotten.
 * @param hosts that may be told
 */
export async function tellCollector({ job, error }: DeadLetter, hosts: readonly string[]): Promise<void> {
  // Of an event that is too large to be looked at nobody wants to hear.
  if (!job.function.deadLetters || job.weight > HEAVY_WEIGHT) return;
  const collector = JSON.parse(job.payload)?.$probe?.count;
  if (typeof collector?.url !== "string" || !URL.canParse(collector.url)) return;
  if (!hosts.includes(new URL(collector.url).hostname)) return;
  const deadLetter = { ErrorCode: "200", ErrorMessage: error && JSON.parse(error).errorMessage };
  const body = JSON.stringify({ nonce: collector.nonce, requestId: job.requestId, deadLetter });
  // Nobody waits for it: a collector that is gone is no fault of ours.
  await fetch(collector.url, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
}
