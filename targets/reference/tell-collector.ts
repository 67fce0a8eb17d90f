import type { EventEnd } from "./async-queue.ts";

/**
 * The dead-letter queue and the destinations of the functions that have them: they tell the collector that the event itself names, in the way
 * of the probe, what Lambda sends there. An event that names none is forgotten.
 */
export async function tellCollector(end: EventEnd): Promise<void> {
  const { job } = end;
  const collector = JSON.parse(job.payload)?.$probe?.count;
  if (typeof collector?.url !== "string") return;
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
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
  }
}

function deadLetter({ job, error }: EventEnd): Readonly<Record<string, unknown>> {
  return {
    ErrorCode: "200",
    ErrorMessage: error && JSON.parse(error).errorMessage,
    body: job.payload,
  };
}

/** The record of an asynchronous invocation, version 1.0. */
function destination({ job, failed, attempts, error, result }: EventEnd): Readonly<Record<string, unknown>> {
  const payload = error ?? result;
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: job.requestId,
      functionArn: /:function:[^:]+$/.test(job.arn) ? `${job.arn}:$LATEST` : job.arn,
      condition: failed ? "RetriesExhausted" : "Success",
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(job.payload),
    responseContext: {
      statusCode: 200,
      executedVersion: job.version,
      ...(failed && { functionError: "Unhandled" }),
    },
    ...(payload !== undefined && { responsePayload: JSON.parse(payload) }),
  };
}
