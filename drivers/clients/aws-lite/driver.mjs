// Drives @aws-lite/client with @aws-lite/lambda. The client takes payloads that are objects or arrays. It returns JSON results as values,
// and logs decoded. It has no streams and no timeout, and does not support tenants and durable executions.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import awsLite from "@aws-lite/client";
import lambda from "@aws-lite/lambda";
import lock from "./package-lock.json" with { type: "json" };

// It has no timeout. Its retries and the pauses between them take about 3 s.
const PATIENCE_MS = 10_000;
const OWN_WORDS = /^@aws-lite\/client: Lambda\.Invoke: /;

// What it throws where nobody can catch it ends the process of its user: the call never settles.
let crash = () => {};
process.on("uncaughtException", (error) => {
  console.error(error);
  crash();
});

/** Some calls never settle: the response does not come, is cut, or is not the JSON that its Content-Type promises. */
function performInTime(call) {
  const over = new AbortController();
  const unsettled = sleep(PATIENCE_MS, { unsettled: true }, { signal: over.signal });
  // This rejects when the call ends, which is intended.
  unsettled.catch(() => {});
  const crashed = new Promise((resolve) => {
    crash = () => resolve({ unsettled: true });
  });
  return Promise.race([perform(call), crashed, unsettled]).finally(() => over.abort());
}

async function perform(call) {
  try {
    const aws = await awsLite({
      ...call.credentials,
      endpoint: call.endpoint,
      region: call.region,
      plugins: [lambda],
      ...(call.maxAttempts !== undefined && { retries: call.maxAttempts - 1 }),
    });
    const { Payload: payload, ...others } = call.input;
    const input = payload === undefined ? others : { ...others, Payload: jsonOrBytes(payload) };
    const { Payload: result, ...members } = await aws.Lambda.Invoke(input);
    return { output: { ...members, Payload: base64(result) }, ...typeOf(result) };
  } catch (error) {
    const { name, message, stack, code, statusCode, headers, ...members } = error;
    return {
      error: {
        name: code ?? name,
        message: message.replace(OWN_WORDS, ""),
        status: statusCode,
        members: JSON.parse(JSON.stringify(members)),
        sent: headers !== undefined || error.host !== undefined,
      },
    };
  }
}

/** The payload as a user of the client would pass it: the value of JSON, or else the bytes. */
function jsonOrBytes(payload) {
  const bytes = Buffer.from(payload, "base64");
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
}

function typeOf(result) {
  if (result === null || result === undefined) return {};
  return { payloadType: Buffer.isBuffer(result) ? "bytes" : "value" };
}

function base64(result) {
  if (result === null || result === undefined) return null;
  return (Buffer.isBuffer(result) ? result : Buffer.from(JSON.stringify(result))).toString("base64");
}

const write = (line) => console.log(JSON.stringify(line));
const version = (name) => lock.packages[`node_modules/${name}`].version;
write({
  hello: {
    driver: "aws-lite",
    version: `${version("@aws-lite/client")} (@aws-lite/lambda ${version("@aws-lite/lambda")})`,
    operations: ["Invoke"],
    features: [
      "client-attempts",
      "client-error-members",
      "client-error-status",
      "client-knows-api",
      "client-retries",
    ],
  },
});
for await (const line of createInterface({ input: process.stdin })) {
  const { call } = JSON.parse(line);
  write({ result: { id: call.id, ...(await performInTime(call)) } });
}
