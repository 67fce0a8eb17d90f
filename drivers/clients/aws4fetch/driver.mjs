// Drives aws4fetch, which signs what fetch sends, and retries. It does not know the API, so this driver reads responses as the documents of
// Lambda say. It has no event streams.
import { createInterface } from "node:readline";
import { AwsClient } from "aws4fetch";
import lock from "./package-lock.json" with { type: "json" };

// The default of 10 retries takes longer than a call may take.
const MOST_ATTEMPTS = 2;

const HEADERS = {
  InvocationType: "X-Amz-Invocation-Type",
  LogType: "X-Amz-Log-Type",
  ClientContext: "X-Amz-Client-Context",
  TenantId: "X-Amz-Tenant-Id",
  DurableExecutionName: "X-Amz-Durable-Execution-Name",
};

/**
 * It has no timeout of its own, so that its caller sets one for all attempts together. A signal alone does not do: fetch refers to the signals of
 * requests weakly, and loses the abort of one that was collected as garbage.
 */
async function perform(call) {
  const over = new AbortController();
  let sent = false;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => {
        const error = new DOMException("The operation was aborted due to timeout", "TimeoutError");
        over.abort(error);
        reject(error);
      },
      call.timeoutMs * (call.maxAttempts ?? MOST_ATTEMPTS),
    );
  });
  const sending = () => {
    sent = true;
  };
  try {
    return await Promise.race([invoke(call, over.signal, sending), late]);
  } catch (error) {
    return { error: { name: error.name, message: error.message, sent } };
  } finally {
    clearTimeout(timer);
  }
}

async function invoke(call, signal, sending) {
  const client = new AwsClient({
    ...call.credentials,
    service: "lambda",
    region: call.region,
    ...(call.maxAttempts !== undefined && { retries: call.maxAttempts - 1 }),
  });
  const { FunctionName: name, Qualifier: qualifier, Payload: payload, ...others } = call.input;
  const url = new URL(`${call.endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`);
  if (qualifier !== undefined) url.searchParams.set("Qualifier", qualifier);
  const headers = Object.fromEntries(Object.entries(others).map(([key, value]) => [HEADERS[key], value]));
  sending();
  const response = await client.fetch(url, {
    method: "POST",
    headers,
    ...(payload !== undefined && { body: Buffer.from(payload, "base64") }),
    signal,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.ok
    ? { output: outputOf(response, bytes), payloadType: "stream" }
    : { error: errorOf(response, bytes) };
}

function outputOf({ status, headers }, bytes) {
  return {
    StatusCode: status,
    FunctionError: headers.get("X-Amz-Function-Error"),
    LogResult: headers.get("X-Amz-Log-Result"),
    ExecutedVersion: headers.get("X-Amz-Executed-Version"),
    DurableExecutionArn: headers.get("X-Amz-Durable-Execution-Arn"),
    Payload: bytes.toString("base64"),
  };
}

function errorOf({ status, headers }, bytes) {
  const body = parsed(bytes);
  const type = headers.get("x-amzn-ErrorType") ?? body.__type ?? body.code ?? "";
  return {
    name: type.replace(/^.*#|:.*$/g, ""),
    message: body.message ?? body.Message ?? "",
    status,
    members: { ...body, retryAfterSeconds: headers.get("Retry-After") },
    sent: true,
  };
}

function parsed(bytes) {
  try {
    return Object(JSON.parse(bytes.toString()));
  } catch {
    return {};
  }
}

const write = (line) => console.log(JSON.stringify(line));
write({
  hello: {
    driver: "aws4fetch",
    version: lock.packages["node_modules/aws4fetch"].version,
    operations: ["Invoke"],
    features: [
      "client-attempts",
      "client-durable",
      "client-error-members",
      "client-error-status",
      "client-retries",
      "client-tenancy",
      "client-timeout",
    ],
  },
});
for await (const line of createInterface({ input: process.stdin })) {
  const { call } = JSON.parse(line);
  write({ result: { id: call.id, ...(await perform(call)) } });
}
