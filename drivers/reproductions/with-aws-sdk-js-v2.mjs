// Calls once at the URL that is its first argument, and prints what the caller gets. With `stream`, it calls invokeWithResponseStream.
import { setTimeout as sleep } from "node:timers/promises";
import AWS from "aws-sdk";

const client = new AWS.Lambda({
  endpoint: process.argv[2],
  region: "us-east-1",
  credentials: new AWS.Credentials("AKID", "SECRET"),
  httpOptions: { timeout: 1_000 },
});
const tell = (error) => console.log("error", error.code, error.message);
if (process.argv[3] === "stream") {
  client.invokeWithResponseStream({ FunctionName: "f" }, (error, response) => {
    if (error) tell(error);
    else
      response.EventStream.on("data", (event) => console.log("event", JSON.stringify(event)))
        .on("error", tell)
        .on("end", () => console.log("the end, without an error"));
  });
} else {
  client
    .invoke({ FunctionName: "f" })
    .promise()
    .then(({ Payload }) => console.log("output", typeof Payload, JSON.stringify(Payload)), tell)
    .then(() => process.exit());
  await sleep(3_000);
  console.log("nothing after 3 s");
  process.exit();
}
