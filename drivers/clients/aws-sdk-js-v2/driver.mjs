// Drives version 2 of the AWS SDK for JavaScript, which is at its end of life.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

// Hides the SDK's warning that it is at its end of life.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = "1";
const { default: AWS } = await import("aws-sdk");

const DEFAULT_ATTEMPTS = 4;
const PATIENCE_MS = 2_000;

/** Some calls never settle: the SDK forgets a call whose connection is cut within a response. */
async function performInTime(call) {
  const most = call.timeoutMs * (call.maxAttempts ?? DEFAULT_ATTEMPTS) + PATIENCE_MS;
  const over = new AbortController();
  const unsettled = sleep(most, { unsettled: true }, { signal: over.signal });
  // This rejects when the call ends, which is intended.
  unsettled.catch(() => {});
  return Promise.race([perform(call), unsettled]).finally(() => over.abort());
}

/** Makes a new client for each call, because leftovers of the previous call must not affect this one. */
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

/** Collects a stream in the callback, as the examples of the SDK do. A stream may fail at once, when later listeners would miss it. */
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
        // This is how the SDK passes on an event that it does not know.
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
    // The SDK gives only the code, the message and the status of an error.
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
