import type { EventEnd } from "./async-queue.ts";
import { HEAVY_WEIGHT } from "./runner.ts";

/**
 * The dead-letter queue and the destinations of the functions that have them: they tell the collector that the event itself names, in the way
 * of the probe, what Lambda sends there. An event that names none is forgotten.
 * @param hosts that may be told
 */
export async function tellCollector(end: EventEnd, hosts: readonly string[]): Promise<void> {
  const { job } = end;
  // Of an event that is too large to be looked at nobody wants to hear.
  if (job.weight > HEAVY_WEIGHT) return;
  const collector = JSON.parse(job.payload)?.$probe?.count;
  if (typeof collector?.url !== "string" || !URL.canParse(collector.url)) return;
  if (!hosts.includes(new URL(collector.url).hostname)) return;
  const told = [
    ...(job.function.deadLetters && end.failed ? [{ deadLetter: deadLetter(end) }] : []),
    ...(job.function.destinations ? [{ destination: destination(end) }] : []),
  ];
  for (const what of told) {
    // Nobody waits for it: a collector that is gone is no fault of ours.
    await fetch(collector.url, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ nonce: collector.nonce, requestId: job.requestId, ...what }),
      redirect: "manual",
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
  }
}

function deadLetter({ job, error, expired }: EventEnd): Readonly<Record<string, unknown>> {
  return {
    ...(expired
      ? { ErrorCode: "429", ErrorMessage: "Rate Exceeded." }
      : { ErrorCode: "200", ErrorMessage: error && JSON.parse(error).errorMessage }),
    body: job.payload,
  };
}

/** The record of an asynchronous invocation, version 1.0. */
function destination(end: EventEnd): Readonly<Record<string, unknown>> {
  const { job, failed, attempts, expired, error, result } = end;
  const payload = error ?? result;
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: job.requestId,
      functionArn: /:function:[^:]+$/.test(job.arn) ? `${job.arn}:$LATEST` : job.arn,
      condition: expired ? "EventAgeExceeded" : failed ? "RetriesExhausted" : "Success",
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(job.payload),
    responseContext: expired
      ? { statusCode: 429 }
      : { statusCode: 200, executedVersion: job.version, ...(failed && { functionError: "Unhandled" }) },
    ...(payload !== undefined && { responsePayload: JSON.parse(payload) }),
  };
}
