// Calls functions with the AWS SDK for JavaScript v3. The endpoint comes from AWS_ENDPOINT_URL_LAMBDA.
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";

const client = new LambdaClient({ maxAttempts: 3 });
const text = (bytes) => Buffer.from(bytes).toString();

async function call(Command, name, event, options) {
  try {
    const input = { FunctionName: name, Payload: JSON.stringify(event), ...options };
    const reply = await client.send(new Command(input));
    console.log(reply.StatusCode, reply.FunctionError, text(reply.Payload ?? []));
    for await (const { PayloadChunk, InvokeComplete } of reply.EventStream ?? [])
      console.log(PayloadChunk ? text(PayloadChunk.Payload) : InvokeComplete);
  } catch ({ name, message, $metadata }) {
    console.log(name, message, $metadata?.httpStatusCode, $metadata?.attempts);
  }
}

const failing = { $probe: { throw: { type: "OutOfStock", message: "none left" } } };
const ticking = { $probe: { stream: { chunks: [{ text: "tick ", times: 3, pauseMs: 50 }] } } };
await call(InvokeCommand, "probe", { hello: "world" });
await call(InvokeCommand, "probe", failing);
await call(InvokeCommand, "probe", { order: 7 }, { InvocationType: "Event" });
await call(InvokeCommand, "absent", {});
await call(InvokeCommand, "probe-throttled", {}); // the SDK tries it three times
await call(InvokeWithResponseStreamCommand, "probe-stream", ticking);
await call(InvokeWithResponseStreamCommand, "probe-stream", failing);
