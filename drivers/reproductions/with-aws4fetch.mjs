// Calls once at the URL that is its first argument, and prints what the caller gets.
import { AwsClient } from "aws4fetch";

const client = new AwsClient({
  accessKeyId: "AKID",
  secretAccessKey: "SECRET",
  service: "lambda",
  region: "us-east-1",
});
try {
  const url = `${process.argv[2]}/2015-03-31/functions/f/invocations`;
  const response = await client.fetch(url, { method: "POST" });
  console.log("output", JSON.stringify(response.headers.get("X-Amz-Function-Error")), await response.text());
} catch (error) {
  console.log("error", error.name, error.message);
}
