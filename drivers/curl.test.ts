import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { curlLine } from "./curl.ts";
import { createHttpDriver } from "./http.ts";
import { shellWord } from "./shell.ts";
import { type RawServer, startRawServer } from "./testing/raw-server.ts";

const version = spawnSync("curl", ["--version"], { encoding: "utf8" }).stdout?.split(" ")[1];
const run = promisify(execFile);

let server: RawServer;
beforeAll(async () => {
  server = await startRawServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
});
afterAll(() => server.close());

const plain: RawRequest = {
  method: "POST",
  target: "/2015-03-31/functions/probe/invocations",
  headers: [
    ["User-Agent", "lambda-conformance/0.1.0"],
    ["Content-Type", "application/octet-stream"],
  ],
  body: Buffer.from('{"a":1}'),
};
const exchangeOf = (request: Partial<RawRequest>, origin = server.url.origin): Exchange => ({
  origin,
  startedAt: 0,
  request: { ...plain, ...request },
});

/** Runs the line in a shell, and returns the request that arrived. Host and Content-Length are left out, because curl always sends them. */
async function sent(request: Partial<RawRequest>): Promise<RawRequest> {
  const line = curlLine(exchangeOf(request)) ?? "";
  const before = server.requests.length;
  await run("sh", ["-c", line]);
  expect(server.requests).toHaveLength(before + 1);
  const [head = "", ...rest] = (server.requests[before] ?? "").split("\r\n\r\n");
  const [start = "", ...fields] = head.split("\r\n");
  const [, method = "", target = ""] = /^(\S+) (.*) HTTP\/1\.1$/s.exec(start) ?? [];
  return {
    method,
    target,
    headers: fields
      .map(
        (field) => [field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 1).trim()] as const,
      )
      .filter(([name]) => !/^(?:host|content-length)$/i.test(name)),
    body: Buffer.from(rest.join("\r\n\r\n"), "latin1"),
  };
}

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

describe.skipIf(version === undefined)("a curl line, run by a shell, sends", () => {
  it.each<[string, Partial<RawRequest>]>([
    ["a plain request", {}],
    ["no payload", { body: Buffer.alloc(0) }],
    ["no content type", { headers: [] }],
    ["another method", { method: "DELETE", body: Buffer.alloc(0) }],
    ["a GET with a body", { method: "GET" }],
    ["dots and slashes", { target: "/a/../b//./c/%2e%2E/?x" }],
    ["an encoded ARN", { target: "/f/arn%3Aaws%3Alambda/invocations?Qualifier=%24LATEST&a=b'c" }],
    ["a raw ARN", { target: "/f/arn:aws:lambda:eu-west-1:123456789012:function:a:$LATEST/invocations" }],
    ["escapes in lower case", { target: "/f/arn%3aaws/" }],
    ["brackets and braces", { target: "/f/[1-9]/{a,b}" }],
    ["a target that is no path", { target: "*" }],
    ["a fragment", { target: "/a#b" }],
    ["raw letters", { target: utf8("/fé👍") }],
    [
      "fields in order and case",
      {
        headers: [
          ["x-B", "1"],
          ["X-a", "2"],
          ["x-b", "3"],
          ["user-AGENT", "me"],
        ],
      },
    ],
    ["a field without a value", { headers: [["X-Empty", ""]] }],
    ["quotes and dollars", { headers: [["X-Q", `'"$HOME\`id\`\\ !%`]] }],
    ["raw letters in a field", { headers: [["X-U", utf8("é 👍")]] }],
    ["bytes that are not UTF-8", { headers: [["X-U", "a\xffb"]] }],
    ["control characters", { headers: [["X-C", "a\x01\x7f\tb"]] }],
    ["an escape sequence", { body: Buffer.from("\x1b[2J") }],
    ["a payload with quotes", { body: Buffer.from(`{"a":"'\\"$HOME\`id\`%s\\\\n"}`) }],
    ["a payload that looks like a file", { body: Buffer.from("@/etc/passwd") }],
    ["lines", { body: Buffer.from("a\r\nb\n\n") }],
    ["raw letters in a payload", { body: Buffer.from('"é👍"') }],
    ["text that runs from right to left", { body: Buffer.from('"\u202eabc"') }],
    ["binary", { body: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) }],
    ["text that is long", { body: Buffer.from(JSON.stringify("abc ".repeat(400))) }],
    ["2 MB of one letter", { body: Buffer.alloc(2_000_000, "a") }],
  ])("%s", async (_, request) => {
    const { body, ...rest } = await sent(request);
    const { body: wanted, ...others } = { ...plain, ...request };
    expect(rest).toEqual(others);
    expect(Buffer.compare(body, wanted)).toBe(0);
  });

  it("chunks", async () => {
    const headers = [["Transfer-Encoding", "chunked"]] as const;
    const { headers: fields, body } = await sent({ headers });
    expect(fields).toEqual(headers);
    expect(Buffer.from(body).toString()).toBe('7\r\n{"a":1}\r\n0\r\n\r\n');
  });

  it("a signature of its own, with the scope of the one that was sent", async () => {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: "AKIDOTHER",
      AWS_SECRET_ACCESS_KEY: "x",
      AWS_SESSION_TOKEN: "t 1",
    };
    const signature = "0".repeat(64);
    const line = curlLine(
      exchangeOf({
        headers: [
          ["X-Amz-Date", "20250101T000000Z"],
          ["X-Amz-Security-Token", "secret"],
          [
            "Authorization",
            `AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-3/lambda/aws4_request, SignedHeaders=host, Signature=${signature}`,
          ],
        ],
      }),
    );
    expect(line).not.toMatch(/AKID|secret|20250101|0000/);
    await run("sh", ["-c", line ?? ""], { env });
    const request = server.requests.at(-1);
    expect(request).toMatch(
      /\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDOTHER\/\d{8}\/eu-west-3\/lambda\//,
    );
    expect(request).toMatch(/\r\nX-Amz-Security-Token: t 1\r\n/);
    expect(request?.match(/x-amz-date:/gi)).toHaveLength(1);
  });
});

describe.skipIf(version === undefined)("a curl line of a signature that is wrong on purpose", () => {
  const specification = loadSpecification();
  const [permitted, denied] = exampleKeys.map(({ credentials }) => credentials);
  if (permitted === undefined || denied === undefined) throw new Error("there are no example keys");
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: permitted.accessKeyId,
    AWS_SECRET_ACCESS_KEY: permitted.secretAccessKey,
    UNPRIVILEGED_AWS_ACCESS_KEY_ID: denied.accessKeyId,
    UNPRIVILEGED_AWS_SECRET_ACCESS_KEY: denied.secretAccessKey,
  };

  it.each([
    ["sound", 200],
    ["none", 403],
    ["wrong", 403],
    ["unknown-key", 403],
    ["no-permission", 403],
  ] as const)("gets what the case got: %s", async (signature, status) => {
    const reference = createReference({ specification, verifySignatures: true });
    const door = await openHttpDoor(reference);
    const driver = createHttpDriver({
      target: {
        url: door.url,
        ...defaults,
        partition: "aws",
        credentials: permitted,
        unprivileged: denied,
        without: [],
        signs: true,
        stop: () => Promise.resolve(),
      },
      specification,
      timeoutMs: 10_000,
      connections: 1,
    });
    try {
      const input = { FunctionName: "{function}" };
      const step = {
        do: "invoke",
        operation: "Invoke",
        input,
        payload: { json: {} },
        wire: { signature },
      } as const;
      const [exchange] = (await driver.perform([step], "n1")).calls.flatMap(({ exchanges }) => exchanges);
      if (exchange === undefined) throw new Error("nothing was sent");
      const line = curlLine(exchange, signature) ?? "";
      expect(line).not.toContain(permitted.secretAccessKey);
      const { stdout } = await run("sh", ["-c", line], { env });
      const told = (headers: string): string | undefined =>
        /x-amzn-errortype: ([^\r\n]*)/i.exec(headers)?.[1];
      const { reply } = exchange;
      expect(reply?.status).toBe(status);
      expect(stdout).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(told(stdout)).toBe(told((reply?.headers ?? []).map((field) => field.join(": ")).join("\n")));
    } finally {
      await driver.close();
      await door.close();
      await reference.close();
    }
  });
});

it("says that curl cannot make an expired signature", () => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKID/20250101/r/lambda/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;
  const exchange = exchangeOf({ headers: [["Authorization", authorization]] });
  expect(curlLine(exchange, "expired")).toMatch(/ # curl signs with the time of now: only --replay /);
  expect(curlLine(exchange, "wrong")).not.toContain("#");
});

it.each([
  "AWS4-HMAC-SHA256",
  "AWS4-HMAC-SHA256 Credential=****/20250101/r/lambda/aws4_request, SignedHeaders=host",
])("does not make a whole signature of %s", (value) => {
  const line = curlLine(exchangeOf({ headers: [["Authorization", value]] }));
  expect(line).toContain(` -H 'Authorization: ${value}'`);
  expect(line).not.toContain("--aws-sigv4");
});

it("is one line that a person can read", () => {
  expect(curlLine(exchangeOf({}, "http://127.0.0.1:3002"))).toBe(
    `curl -i -X POST --path-as-is http://127.0.0.1:3002/2015-03-31/functions/probe/invocations -H 'User-Agent: lambda-conformance/0.1.0' -H 'Content-Type: application/octet-stream' -H Accept: -H Expect: --data-raw '{"a":1}'`,
  );
});

it("names the file that a long payload without a pattern must come from", () => {
  const body = Buffer.concat(
    Array.from({ length: 3125 }, (_, index) => createHash("sha256").update(String(index)).digest()),
  );
  const line = curlLine(exchangeOf({ body }));
  expect(line).toMatch(/ --data-binary @payload\.bin # payload\.bin: 100000 bytes, SHA-256 [0-9a-f]{64}$/);
  expect(line?.length).toBeLessThan(1000);
});

it("warns of curls that sign an escaped path in another way", () => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-3/lambda/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;
  const signed = (target: string): string | undefined =>
    curlLine(exchangeOf({ target, headers: [["Authorization", authorization]] }));
  expect(signed("/f/a%3Ab/invocations")).toMatch(/ # curl 7\.88 and older do not escape/);
  expect(signed("/f/a/invocations?b=%20")).not.toContain("#");
});

it("does not show what is secret", () => {
  expect(
    curlLine(
      exchangeOf({
        headers: [
          ["Authorization", "Bearer abc"],
          ["Cookie", "abc"],
        ],
      }),
    ),
  ).not.toContain("abc");
});

it("is not there when there is a NUL to send", () => {
  expect(curlLine(exchangeOf({ target: "/\0" }))).toBeUndefined();
  expect(curlLine(exchangeOf({ body: Buffer.from("\0") }))).toMatch(/^printf %s AA== \| base64 -d \| curl /);
});

it("a shell word stands for its text", () => {
  const character = fc.oneof(
    fc.nat(0xff),
    fc.constantFrom(...[..."'\"$`\\%! \n\t#&|;<>()*?[]~"].map((c) => c.charCodeAt(0))),
  );
  const word = fc
    .array(character, { maxLength: 30 })
    .map((codes) => String.fromCharCode(...codes).replaceAll("\0", ""))
    // A shell removes line breaks at the end of a command's output. No header ends in one, so the test leaves them out.
    .map((text) => text.replace(/\n+$/, ""));
  const words = fc.sample(word, 500);
  const { stdout } = spawnSync("sh", ["-s"], {
    input: Buffer.from(words.map((text) => `printf '%s\\0' ${shellWord(text)}`).join("\n")),
    encoding: "latin1",
  });
  expect(stdout.split("\0").slice(0, -1)).toEqual(words);
});
