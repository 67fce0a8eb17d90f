// Calls once at the URL that is its first argument, and prints what the caller gets. The second argument is the input, as JSON.
import { setTimeout as sleep } from "node:timers/promises";
import awsLite from "@aws-lite/client";
import lambda from "@aws-lite/lambda";

const aws = await awsLite({
  endpoint: process.argv[2],
  region: "us-east-1",
  accessKeyId: "AKID",
  secretAccessKey: "SECRET",
  plugins: [lambda],
  retries: 0,
});
const call = aws.Lambda.Invoke({
  FunctionName: "f",
  Payload: {},
  ...JSON.parse(process.argv[3] ?? "{}"),
}).then(
  (output) => console.log("output", JSON.stringify(output)),
  ({ name, code, message, statusCode, retryAfterSeconds }) =>
    console.log("error", JSON.stringify({ name, code, statusCode, retryAfterSeconds, message })),
);
await Promise.race([call, sleep(3_000).then(() => console.log("nothing after 3 s"))]);
process.exit();
