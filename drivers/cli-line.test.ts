import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { InvokeStep } from "../generators/case.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import { cliLine } from "./cli-line.ts";
import { compose } from "./compose.ts";
import { startRawServer } from "./testing/raw-server.ts";

const { operations } = loadSpecification();
const values = { function: "probe", account: "1", region: "r", partition: "aws", nonce: "n" };

function lineOf(
  step: Partial<InvokeStep>,
  { origin = "http://127.0.0.1:3002", headers = [] as RawHeaders, basePath = "" } = {},
): string | undefined {
  const whole: InvokeStep = { do: "invoke", operation: "Invoke", input: { FunctionName: "probe" }, ...step };
  const { request } = compose(whole, operations[whole.operation], values, { basePath, headers: [] });
  const exchange = {
    origin,
    startedAt: 0,
    request: { ...request, headers: [...request.headers, ...headers] },
  };
  return cliLine(exchange, operations[whole.operation]);
}

const begin = "aws lambda invoke --endpoint-url http://127.0.0.1:3002 --region us-east-1 --no-sign-request";

it.each<[string, Partial<InvokeStep>, string]>([
  ["a name", {}, `${begin} --function-name probe /dev/stdout`],
  [
    "every member",
    {
      input: {
        FunctionName: "arn:aws:lambda:eu-west-1:123456789012:function:probe",
        Qualifier: "$LATEST",
        InvocationType: "Event",
        LogType: "Tail",
        ClientContext: "e30=",
        TenantId: "a b",
        DurableExecutionName: "d",
      },
    },
    `${begin} --function-name arn:aws:lambda:eu-west-1:123456789012:function:probe --qualifier '$LATEST' --invocation-type Event --log-type Tail --client-context e30= --tenant-id 'a b' --durable-execution-name d /dev/stdout`,
  ],
  [
    "a payload",
    { payload: { json: { a: "it's" } } },
    `printf %s '{"a":"it'\\''s"}' | ${begin} --function-name probe --payload fileb:///dev/stdin /dev/stdout`,
  ],
  [
    "binary",
    { payload: { base64: "AAE=" } },
    `printf %s AAE= | base64 -d | ${begin} --function-name probe --payload fileb:///dev/stdin /dev/stdout`,
  ],
])("%s", (_, step, expected) => {
  expect(lineOf(step)).toBe(expected);
});

it("names the endpoint with its path, and the region of the signature", () => {
  const headers: RawHeaders = [
    ["X-Amz-Date", "20250101T000000Z"],
    [
      "Authorization",
      `AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-3/lambda/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
    ],
  ];
  expect(lineOf({}, { headers, basePath: "/base" })).toBe(
    "aws lambda invoke --endpoint-url http://127.0.0.1:3002/base --region eu-west-3 --function-name probe /dev/stdout",
  );
});

it.each<[string, Partial<InvokeStep>]>([
  ["a stream", { operation: "InvokeWithResponseStream" }],
  ["an empty name", { input: { FunctionName: "" } }],
  ["a name that looks like an option", { input: { FunctionName: "-x" } }],
  ["a name that looks like a file", { input: { FunctionName: "file://x" } }],
  ["letters that are not ASCII", { input: { FunctionName: "probe", TenantId: "é" } }],
  ["another method", { wire: { method: "PUT" } }],
  ["another target", { wire: { target: "/" } }],
  ["a raw path", { input: { FunctionName: "a:b" }, wire: { path: "raw" } }],
  ["a parameter that nobody knows", { wire: { target: "/2015-03-31/functions/f/invocations?a=b" } }],
  ["a field that nobody knows", { wire: { headers: [["x", "y"]] } }],
  ["a signature in parts", { wire: { headers: [["authorization", "AWS4-HMAC-SHA256"]] } }],
  [
    "a member twice",
    { input: { FunctionName: "f", LogType: "None" }, wire: { headers: [["x-amz-log-type", "Tail"]] } },
  ],
  ["another content type", { payload: { json: 1 }, wire: { headers: [["content-type", "text/plain"]] } }],
  ["chunks", { payload: { json: 1 }, wire: { framing: "chunked" } }],
])("cannot say %s", (_, step) => {
  expect(lineOf(step)).toBeUndefined();
});

const version = spawnSync("aws", ["--version"], { encoding: "utf8" });

describe.skipIf(version.error !== undefined)("run by a shell, the AWS CLI", () => {
  it("makes the call", async () => {
    const server = await startRawServer((socket) =>
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"),
    );
    const step: Partial<InvokeStep> = {
      input: { FunctionName: "a:$LATEST", Qualifier: "1", LogType: "Tail" },
      payload: { text: '{"é":1}\n\0' },
    };
    const line = lineOf(step, { origin: server.url.origin }) ?? "";
    // The output goes through a pipe of the shell. The output that Node.js gives is a socket, which cannot be opened as /dev/stdout.
    const { stdout } = await promisify(execFile)("sh", ["-c", `{ ${line}; } | cat`]);
    expect(stdout).toMatch(/^hi/);
    const [request = ""] = server.requests;
    expect(request).toMatch(
      /^POST \/2015-03-31\/functions\/a%3A%24LATEST\/invocations\?Qualifier=1 HTTP\/1.1\r\n/,
    );
    expect(request).toMatch(/\r\nX-Amz-Log-Type: Tail\r\n/);
    expect(request.split("\r\n\r\n")[1]).toBe(Buffer.from('{"é":1}\n\0').toString("latin1"));
    await server.close();
  });
});
