import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientError, ClientOutcome } from "../../observation.ts";
import type { ClientCall } from "../client.ts";
import { speakProtocol } from "../speak-protocol.ts";

// Its words of farewell to its users are no fault of anybody's.
process.env["AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE"] = "1";
const { default: AWS } = await import("aws-sdk");

/** How often it tries by default, and how long after all its time it is certain that it will never tell. */
const DEFAULT_ATTEMPTS = 4;
const PATIENCE_MS = 2_000;

/** A call whose promise never settles: it forgets one whose connection is cut within a reply. */
async function performInTime(call: ClientCall): Promise<ClientOutcome> {
  const most = call.timeoutMs * (call.maxAttempts ?? DEFAULT_ATTEMPTS) + PATIENCE_MS;
  const over = new AbortController();
  const unsettled = sleep<ClientOutcome>(most, { unsettled: true }, { signal: over.signal });
  // It ends with the call, which is what is wanted.
  unsettled.catch(() => {});
  try {
    return await Promise.race([perform(call), unsettled]);
  } finally {
    over.abort();
  }
}

/** Makes one call with a client of its own, as nothing of the call before is to be left. */
async function perform(call: ClientCall): Promise<ClientOutcome> {
  const { accessKeyId, secretAccessKey, sessionToken } = call.credentials;
  const client = new AWS.Lambda({
    endpoint: call.endpoint,
    region: call.region,
    credentials: new AWS.Credentials(accessKeyId, secretAccessKey, sessionToken),
    httpOptions: { timeout: call.timeoutMs },
    ...(call.maxAttempts !== undefined && { maxRetries: call.maxAttempts - 1 }),
  });
  const { Payload: payload, ...others } = call.input;
  const input = payload === undefined ? others : { ...others, Payload: Buffer.from(payload, "base64") };
  const partial: Record<string, unknown> = {};
  let sent = false;
  try {
    const request =
      call.operation === "Invoke"
        ? client.invoke(input as AWS.Lambda.InvocationRequest)
        : client.invokeWithResponseStream(input as AWS.Lambda.InvokeWithResponseStreamRequest);
    request.on("send", () => {
      sent = true;
    });
    if (call.operation === "Invoke") {
      const { $response: _, Payload: given, ...members } = (await request.promise()) as Reply;
      return { output: { ...members, Payload: base64(given) } };
    }
    await stream(request as AWS.Request<Reply, AWS.AWSError>, partial);
    return { output: partial };
  } catch (error) {
    const handed = Object.keys(partial).length > 0;
    return { error: { ...errorOf(error as AWS.AWSError), sent, ...(handed && { partial }) } };
  }
}

type Reply = AWS.Lambda.InvocationResponse &
  AWS.Lambda.InvokeWithResponseStreamResponse & { $response: unknown };
type Event = Record<string, unknown>;

/**
 * Collects a stream as the SDK's own examples do, in the callback: a stream that fails at once has nobody to tell later.
 * @throws what the call or the stream tells as its error
 */
function stream(request: AWS.Request<Reply, AWS.AWSError>, into: Record<string, unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    request.send((error, reply) => {
      if (error) {
        reject(error);
        return;
      }
      const { $response: _, EventStream: given, ...members } = reply;
      const events: Event[] = [];
      Object.assign(into, members, { EventStream: events });
      (given as unknown as Readable)
        .on("data", (event: (Event & { PayloadChunk?: { Payload?: Buffer } }) | null) => {
          if (event?.PayloadChunk)
            events.push({ PayloadChunk: { Payload: base64(event.PayloadChunk.Payload) } });
          // What it makes of an event that it does not know.
          else events.push(event ?? { null: {} });
        })
        .on("error", reject)
        .on("end", resolve);
    });
  });
}

function base64(bytes: unknown): string | null {
  return bytes === undefined || bytes === null ? null : Buffer.from(bytes as Buffer).toString("base64");
}

function errorOf(error: AWS.AWSError): Omit<ClientError, "sent"> {
  return {
    name: error.code ?? error.name,
    message: error.message ?? "",
    ...(typeof error.statusCode === "number" && { status: error.statusCode }),
  };
}

await speakProtocol(
  {
    driver: "aws-sdk-js-v2",
    version: (AWS as unknown as { VERSION: string }).VERSION,
    operations: ["Invoke", "InvokeWithResponseStream"],
    // Of an error it hands over nothing but code, message and status.
    features: ["client-attempts", "client-error-status", "client-retries", "client-timeout"],
  },
  performInTime,
);
