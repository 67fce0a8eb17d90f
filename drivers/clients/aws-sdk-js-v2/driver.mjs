// Drives version 2 of the AWS SDK for JavaScript, which is at its end of life.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

// Its words of farewell to its users are no fault of anybody's.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = "1";
const { default: AWS } = await import("aws-sdk");

const DEFAULT_ATTEMPTS = 4;
const PATIENCE_MS = 2_000;

/** Some calls never settle: it forgets one whose connection is cut within a response. */
async function performInTime(call) {
  const most = call.timeoutMs * (call.maxAttempts ?? DEFAULT_ATTEMPTS) + PATIENCE_MS;
  const over = new AbortController();
  const unsettled = sleep(most, { unsettled: true }, { signal: over.signal });
  // It ends with the call, which is what is wanted.
  unsettled.catch(() => {});
  return Promise.race([perform(call), unsettled]).finally(() => over.abort());
}

/** Makes a new client for each call: what the last one left must not change this one. */
async function perform(call) {
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
  const output = {};
  let sent = false;
  try {
    const request =
      call.operation === "Invoke" ? client.invoke(input) : client.invokeWithResponseStream(input);
    request.on("send", () => {
      sent = true;
    });
    if (call.operation === "Invoke") {
      const { $response, Payload, ...members } = await request.promise();
      return { output: { ...members, Payload: base64(Payload) }, ...typeOf(Payload) };
    }
    const payload = await stream(request, output);
    return { output, ...typeOf(payload) };
  } catch (error) {
    const { code, name, message, statusCode: status } = error;
    const partial = Object.keys(output).length > 0 ? output : undefined;
    return { error: { name: code ?? name, message: message ?? "", status, sent, partial } };
  }
}

/** Collects a stream as the SDK's own examples do, in the callback: a stream that fails at once has nobody to tell later. */
function stream(request, output) {
  return new Promise((resolve, reject) => {
    request.send((error, response) => {
      if (error) {
        reject(error);
        return;
      }
      const { $response, EventStream, ...members } = response;
      const events = [];
      let payload;
      Object.assign(output, members, { EventStream: events });
      EventStream.on("data", (event) => {
        if (event?.PayloadChunk) {
          payload = event.PayloadChunk.Payload;
          events.push({ PayloadChunk: { Payload: base64(payload) } });
        }
        // What it makes of an event that it does not know.
        else events.push(event ?? { null: {} });
      })
        .on("error", reject)
        .on("end", () => resolve(payload));
    });
  });
}

function typeOf(payload) {
  if (payload === undefined || payload === null) return {};
  return { payloadType: Buffer.isBuffer(payload) ? "bytes" : "text" };
}

function base64(bytes) {
  return typeof bytes === "string" || bytes ? Buffer.from(bytes).toString("base64") : null;
}

const write = (line) => console.log(JSON.stringify(line));
write({
  hello: {
    driver: "aws-sdk-js-v2",
    version: AWS.VERSION,
    operations: ["Invoke", "InvokeWithResponseStream"],
    // Of an error it hands over nothing but code, message and status.
    features: [
      "client-attempts",
      "client-error-status",
      "client-knows-api",
      "client-retries",
      "client-timeout",
    ],
  },
});
for await (const line of createInterface({ input: process.stdin })) {
  const { call } = JSON.parse(line);
  write({ result: { id: call.id, ...(await performInTime(call)) } });
}
