import type { EventEnd } from "./async-queue.ts";
import { HEAVY_WEIGHT } from "./runner.ts";

/**
 * Stands for the dead-letter queue and the destinations of functions. It sends what Lambda would send there to the collector that the event
 * names, as the probe does. Without a collector in the event, it sends nothing.
 * @param hosts the hosts that it may send to
 */
export async function tellCollector(end: EventEnd, hosts: readonly string[]): Promise<void> {
  const { job } = end;
  // An event this large is not parsed, so its collector is unknown.
  if (job.weight > HEAVY_WEIGHT) return;
  const collector = JSON.parse(job.payload)?.$probe?.count;
  if (typeof collector?.url !== "string" || !URL.canParse(collector.url)) return;
  if (!hosts.includes(new URL(collector.url).hostname)) return;
  const told = [
    ...(job.function.deadLetters && end.failed ? [{ deadLetter: deadLetter(end) }] : []),
    ...(job.function.destinations ? [{ destination: destination(end) }] : []),
  ];
  for (const what of told) {
    // Errors are ignored: nobody waits for this request, and a collector that is gone is not our fault.
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
