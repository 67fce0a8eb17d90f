// Drives `curl --aws-sigv4`, which signs a request. curl does not know the API, so this driver reads responses as the documents of Lambda
// say. By default, curl makes one attempt; --retry makes more. It has no event streams.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const HEADERS = {
  InvocationType: "X-Amz-Invocation-Type",
  LogType: "X-Amz-Log-Type",
  ClientContext: "X-Amz-Client-Context",
  TenantId: "X-Amz-Tenant-Id",
  DurableExecutionName: "X-Amz-Durable-Execution-Name",
};

function perform({ credentials, endpoint, region, input, maxAttempts = 1, timeoutMs }, folder) {
  const { FunctionName: name, Qualifier: qualifier, Payload: payload, ...others } = input;
  const query = qualifier === undefined ? "" : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const headers = Object.entries(others).map(([member, value]) => `${HEADERS[member]}: ${value}`);
  if (credentials.sessionToken !== undefined) {
    headers.push(`X-Amz-Security-Token: ${credentials.sessionToken}`);
  }
  const [sent, received] = [join(folder, "request"), join(folder, "response")];
  writeFileSync(sent, Buffer.from(payload ?? "", "base64"));
  writeFileSync(received, "");
  const { stdout, stderr } = spawnSync("curl", [
    ...["--silent", "--show-error", "--request", "POST", "--path-as-is"],
    ...["--aws-sigv4", `aws:amz:${region}:lambda`],
    ...["--user", `${credentials.accessKeyId}:${credentials.secretAccessKey}`],
    ...["--max-time", String(timeoutMs / 1000), "--retry", String(maxAttempts - 1)],
    ...["Content-Type: application/json", ...headers].flatMap((header) => ["--header", header]),
    ...["--data-binary", `@${sent}`, "--output", received],
    ...["--write-out", '{"curl":%{json},"headers":%{header_json}}'],
    `${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`,
  ]);
  const told = JSON.parse(stdout);
  if (told.curl.exitcode !== 0) {
    const message = stderr.toString().trim();
    return { error: { name: `curl ${told.curl.exitcode}`, message, sent: told.curl.size_request > 0 } };
  }
  const status = told.curl.response_code;
  const header = (field) => told.headers[field]?.at(-1) ?? null;
  const body = readFileSync(received);
  return status < 300
    ? { output: outputOf(status, header, body), payloadType: "file" }
    : { error: errorOf(status, header, body) };
}

function outputOf(status, header, body) {
  return {
    StatusCode: status,
    FunctionError: header("x-amz-function-error"),
    LogResult: header("x-amz-log-result"),
    ExecutedVersion: header("x-amz-executed-version"),
    DurableExecutionArn: header("x-amz-durable-execution-arn"),
    Payload: body.toString("base64"),
  };
}

function errorOf(status, header, body) {
  const told = parsed(body);
  const type = header("x-amzn-errortype") ?? told.__type ?? told.code ?? "";
  return {
    name: type.replace(/^.*#|:.*$/g, ""),
    message: told.message ?? told.Message ?? "",
    status,
    members: { ...told, retryAfterSeconds: header("retry-after") },
    sent: true,
  };
}

function parsed(body) {
  try {
    return Object(JSON.parse(body.toString()));
  } catch {
    return {};
  }
}

const write = (line) => console.log(JSON.stringify(line));
write({
  hello: {
    driver: "curl",
    version: execFileSync("curl", ["--version"]).toString().split(" ")[1],
    operations: ["Invoke"],
    features: [
      "client-attempts",
      "client-durable",
      "client-error-members",
      "client-error-status",
      "client-tenancy",
      "client-timeout",
    ],
  },
});
for await (const line of createInterface({ input: process.stdin })) {
  const { call } = JSON.parse(line);
  const folder = mkdtempSync(join(tmpdir(), "curl-"));
  try {
    write({ result: { id: call.id, ...perform(call, folder) } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
