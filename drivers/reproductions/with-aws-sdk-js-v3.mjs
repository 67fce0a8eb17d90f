// Calls once at the URL that is its first argument, and prints what the caller gets. With `fetch`, it sends as browsers do.
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";

const client = new LambdaClient({
  endpoint: process.argv[2],
  region: "us-east-1",
  credentials: { accessKeyId: "AKID", secretAccessKey: "SECRET" },
  requestHandler: process.argv[3] === "fetch" ? new FetchHttpHandler() : { requestTimeout: 300 },
});
const call = client.send(new InvokeCommand({ FunctionName: "f" })).then(
  (output) => console.log("output", JSON.stringify(output.FunctionError), output.Payload.transformToString()),
  (error) => console.log("error", error.name, error.message),
);
await Promise.race([call, sleep(3_000).then(() => console.log("nothing after 3 s"))]);
process.exit();
