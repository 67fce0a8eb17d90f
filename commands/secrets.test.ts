import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { command as grade } from "./grade.ts";
import { main } from "./main.ts";
import { command as run } from "./run.ts";
import { type Called, call, calling } from "./testing/call.ts";

let cwd: string;
let server: Server | undefined;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(cwd, { recursive: true });
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const hex = (text: string): string => Buffer.from(text).toString("hex");

const TOKEN = "tok-7Qz/9+aB=c";
const PASSWORD = "correct horse/battery";
const COOKIE = "cookie-of-several";
const PIN = "4711#";
const KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYSECRETKEY1";

const FORMATS = ["html", "json", "junit", "markdown", "github", "ndjson", "badge"];

/** Everything that a command printed, and every file that it wrote. */
function written({ out, err }: Pick<Called, "out" | "err">): string {
  const folder = join(cwd, "conformance-report");
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
  return [out, err, ...files].join("\n");
}

/** An endpoint that repeats the secrets it gets, whole and in parts, in many encodings. */
async function startEcho(): Promise<string> {
  const echo = createServer((request: IncomingMessage, response) => {
    request.resume();
    const value = (name: string): string => String(request.headers[name] ?? "");
    const basic = Buffer.from(value("x-basic").replace("Basic ", ""), "base64").toString();
    const parts = [
      value("authorization").replace("Bearer ", ""),
      basic.replace(/^.*?:/, ""),
      value("cookie").replace(/^.*other=/, ""),
      value("x-amz-security-token"),
    ];
    const echoes = parts.flatMap((part) => [
      part,
      encodeURIComponent(part),
      base64(part),
      base64(`a${part}`),
      hex(part),
      JSON.stringify({ part: part.replaceAll("/", "\\/") }),
    ]);
    response.setHeader("x-pin", value("x-pin"));
    response.setHeader("x-any", echoes.join(" "));
    response.setHeader("x-amzn-ErrorType", `Error${parts.join("")}`.replace(/[^\w]/g, "_"));
    response.statusCode = 418;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ Message: echoes.join(" "), headers: request.headers, pad: "x".repeat(300), parts }),
    );
  });
  server = echo;
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
}

test("what a user gave as secret is found in nothing that a run writes, whatever the endpoint repeats", async () => {
  const endpoint = await startEcho();
  const headers = [
    `Authorization: Bearer ${TOKEN}`,
    `X-Basic: Basic ${base64(`someone:${PASSWORD}`)}`,
    `Cookie: theme=dark; other=${COOKIE}`,
    `X-Pin: ${PIN}`,
  ];
  const called = await call(
    run,
    [
      ...["--endpoint", endpoint, "--cases", "2", "--seed", "1", "--trace", "--timeout", "2000"],
      ...["--only", "invoke/qualifier/unknown", "--only", "invoke/error/named"],
      ...headers.flatMap((header) => ["--header", header]),
      ...FORMATS.flatMap((format) => ["--report", format]),
    ],
    {
      cwd,
      env: {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7SECRETS",
        AWS_SECRET_ACCESS_KEY: KEY,
        AWS_SESSION_TOKEN: `session-${KEY}`,
      },
    },
  );
  const all = written(called);
  expect(all).toContain("418");
  const secrets = [TOKEN, PASSWORD, COOKIE, KEY, `session-${KEY}`, "AKIAIOSFODNN7SECRETS"];
  for (const secret of secrets) {
    for (const spelling of [secret, encodeURIComponent(secret), base64(secret), hex(secret)]) {
      expect(all).not.toContain(spelling);
    }
  }
  expect(all).not.toMatch(/x-pin"?[:=,\s"]+4711/i);
});

test("a token that recorded traffic shows as such is found in nothing that grade writes", async () => {
  const query = "query-token-123";
  const har = {
    log: {
      entries: [
        {
          startedDateTime: "2026-01-01T00:00:00Z",
          request: {
            method: "POST",
            url: `https://example.com/2015-03-31/functions/probe/invocations?access_token=${query}`,
            headers: [
              { name: "Authorization", value: `Bearer ${TOKEN}` },
              { name: "X-Api-Key", value: PASSWORD },
            ],
            postData: { text: JSON.stringify({ clientSecret: COOKIE }) },
          },
          response: {
            status: 418,
            headers: [
              { name: "Content-Type", value: "application/json" },
              { name: "x-amzn-ErrorType", value: `No_${TOKEN}_${COOKIE}` },
            ],
            content: { text: JSON.stringify({ Message: `${TOKEN} ${PASSWORD} ${COOKIE} ${query}` }) },
          },
        },
      ],
    },
  };
  writeFileSync(join(cwd, "a.har"), JSON.stringify(har));
  const reports = FORMATS.flatMap((format) => ["--report", format]);
  const all = written(await call(grade, ["a.har", ...reports], { cwd }));
  expect(all).toContain("418");
  for (const secret of [TOKEN, PASSWORD, COOKIE, query]) expect(all).not.toContain(secret);
});

test.each([
  [["run", "--endpoint", "http://me:pass/word@127.0.0.1:1"], "pass/word"],
  [["run", "--endpoint", "me:password@127.0.0.1"], "password"],
  [["run", "--endpoint", "http://127.0.0.1:99999/?token=abc123"], "abc123"],
  [["run", "--endpoint", "http://127.0.0.1:1/?token=abc123"], "abc123"],
  [["run", "--heder=Authorization: Bearer abc123"], "abc123"],
  [["run", "--header", "Authorization Bearer abc123"], "abc123"],
  [["run", "--only", "invoke/status/dry-run", "--dry-run", "--trace", "--header", "X-Any: abc123"], "abc123"],
])("%j says nothing of %s", async (argv, secret) => {
  const { out, err } = await calling({ cwd, env: {} }, (io) => main(argv, io));
  expect(out + err).not.toBe("");
  expect(out + err).not.toContain(secret);
});
