import { createInterface } from "node:readline";

const write = (line) => console.log(JSON.stringify(line));
write({ hello: { driver: "orders", version: "1", operations: ["Invoke"], features: [] } });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, endpoint, region, credentials } = JSON.parse(line).call;
  process.env.AWS_ENDPOINT_URL_LAMBDA = endpoint;
  process.env.AWS_REGION = region;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  const { place } = await import("./orders.mjs"); // your own code, as it is
  await place({ item: 1 }).then(
    () => write({ result: { id, output: {} } }),
    ({ name, message }) => write({ result: { id, error: { name, message, sent: true } } }),
  );
}
