import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { command } from "./serve.ts";
import { type Called, call } from "./testing/call.ts";

const folder = mkdtempSync(join(tmpdir(), "lambda-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `serve` while requests are made, and interrupts it then. */
async function serving(args: readonly string[], use: (url: string) => Promise<void>): Promise<Called> {
  let interrupt: (() => void) | undefined;
  let used: Promise<void> | undefined;
  const called = await call(command, args, {
    cwd: folder,
    interrupt: (end) => {
      interrupt = end;
    },
    heard: (out) => {
      used ??= use(out.trim()).finally(() => interrupt?.());
    },
  });
  await used;
  return called;
}

const invoke = (url: string, body = "{}", headers = {}): Promise<Response> =>
  fetch(`${url}2015-03-31/functions/probe/invocations`, { method: "POST", body, headers });

test("--script answers request by request, and leaves to the reference what it is told to", async () => {
  const replies = [
    { status: 503, headers: [["x-told", "{function}"]], body: { text: "no" } },
    { reference: true },
    { cutAt: "head" },
    { status: 418 },
  ];
  writeFileSync(join(folder, "script.json"), JSON.stringify({ replies }));
  await serving(["--script", "script.json", "--function", "probe"], async (url) => {
    const first = await invoke(url);
    expect([first.status, first.headers.get("x-told"), await first.text()]).toEqual([503, "probe", "no"]);
    const second = await invoke(url, '{"a":1}');
    expect([second.status, await second.text()]).toEqual([200, '{"a":1}']);
    await expect(invoke(url)).rejects.toThrow();
    expect((await invoke(url)).status).toBe(418);
    expect((await invoke(url)).status).toBe(418);
  });
});

test("a script of a stream is sent as frames of the operation that is called", async () => {
  const frames = [
    { event: "PayloadChunk", payload: { text: "hello" } },
    { event: "InvokeComplete", payload: { json: {} } },
  ];
  writeFileSync(join(folder, "stream.json"), JSON.stringify({ replies: [{ frames }] }));
  await serving(["--script", "stream.json"], async (url) => {
    const reply = await fetch(`${url}2021-11-15/functions/probe/response-streaming-invocations`, {
      method: "POST",
    });
    const text = await reply.text();
    expect(text).toContain("PayloadChunk");
    expect(text).toContain("hello");
    expect(text.indexOf("InvokeComplete")).toBeGreaterThan(text.indexOf("hello"));
  });
});

test("a script that is none is told in one line", async () => {
  writeFileSync(join(folder, "bad.json"), JSON.stringify({ replies: [{ stats: 200 }] }));
  await expect(call(command, ["--script", "bad.json"], { cwd: folder })).rejects.toThrow(
    new UserError(`${join(folder, "bad.json")}: /replies/0: unknown member "stats"`),
  );
});

test("--record writes each exchange, streamed ones too, without what is secret", async () => {
  await serving(["--record", "traffic.har"], async (url) => {
    await invoke(url, '{"a":1}', {
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    });
    const stream = await fetch(`${url}2021-11-15/functions/probe-stream/response-streaming-invocations`, {
      method: "POST",
      body: '{"b":2}',
    });
    await stream.arrayBuffer();
  });
  const text = readFileSync(join(folder, "traffic.har"), "utf8");
  expect(text).not.toContain("0123456789abcdef");
  const { log } = JSON.parse(text);
  expect(log).toMatchObject({ version: "1.2", creator: { name: "lambda-conformance" } });
  expect(log.entries).toMatchObject([
    {
      request: {
        method: "POST",
        url: expect.stringMatching(/\/functions\/probe\/invocations$/),
        postData: { text: '{"a":1}' },
      },
      response: { status: 200, content: { text: '{"a":1}', size: 7 } },
    },
    { response: { status: 200, content: { encoding: "base64" } } },
  ]);
  const frames = Buffer.from(log.entries[1].response.content.text, "base64").toString("latin1");
  expect(frames).toContain('{"b":2}');
  expect(frames).toContain("InvokeComplete");
});

test("--handler serves functions of one's own beside the probe, and prints what they log", async () => {
  writeFileSync(
    join(folder, "handler.mjs"),
    `export const handler = async ({ a }) => { console.log("got", a, "\\u001b[1m"); return [process.env.TABLE, process.env.HOME, a]; };
     export const other = () => "other";`,
  );
  const handlers = ["--handler", "my-function=./handler.mjs#handler", "--handler", "second=handler.other"];
  const { err } = await serving([...handlers, "--handler-env", "TABLE=orders"], async (url) => {
    const ask = async (name: string): Promise<unknown> => {
      const target = `${url}2015-03-31/functions/${name}/invocations`;
      return (await fetch(target, { method: "POST", body: '{"a":1}' })).json();
    };
    expect(await ask("my-function")).toEqual(["orders", null, 1]);
    expect(await ask("second")).toBe("other");
    expect(await ask("probe")).toEqual({ a: 1 });
  });
  const lines = err.trimEnd().split("\n");
  expect(lines.map((line) => line.replace(/[0-9a-f-]{36}/, "ID"))).toEqual([
    "my-function: START RequestId: ID Version: $LATEST",
    expect.stringMatching(/^my-function: \S+Z\tID\tINFO\tgot 1 \\u\{1b\}\[1m$/),
    "my-function: END RequestId: ID",
    expect.stringMatching(/^my-function: REPORT RequestId: ID\tDuration: /),
    "second: START RequestId: ID Version: $LATEST",
    "second: END RequestId: ID",
    expect.stringMatching(/^second: REPORT RequestId: ID\tDuration: /),
  ]);
});

test("--handler-env takes a value of here, and none that is not", async () => {
  writeFileSync(
    join(folder, "env.mjs"),
    "export const handler = () => [process.env.HERE, process.env.NONE];",
  );
  let interrupt: (() => void) | undefined;
  let used: Promise<void> | undefined;
  await call(command, ["--handler", "f=env.mjs", "--handler-env", "HERE", "--handler-env", "NONE"], {
    cwd: folder,
    env: { HERE: "yes" },
    interrupt: (end) => {
      interrupt = end;
    },
    heard: (out) => {
      used ??= fetch(`${out.trim()}2015-03-31/functions/f/invocations`, { method: "POST" })
        .then(async (reply) => expect(await reply.json()).toEqual(["yes", null]))
        .finally(() => interrupt?.());
    },
  });
  await used;
});

test("--record does not write what ends after the interruption", async () => {
  let late: Promise<unknown> | undefined;
  await serving(["--record", "late.har"], async (url) => {
    await invoke(url, '{"a":1}');
    late = invoke(url, '{"$probe":{"sleep":{"ms":10000}}}').catch((fault: Error) => fault);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  expect(await late).toBeInstanceOf(Error);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { log } = JSON.parse(readFileSync(join(folder, "late.har"), "utf8"));
  expect(log.entries).toHaveLength(1);
});

test("--without serves what lacks one clause, and tells how", async () => {
  const { err } = await serving(["--without", "invoke/invocation-type/not-in-enum"], async (url) => {
    expect((await invoke(url, "{}", { "X-Amz-Invocation-Type": "Later" })).status).toBe(200);
    expect((await invoke(url, "{}", { "X-Amz-Log-Type": "Later" })).status).toBe(400);
  });
  expect(err).toBe(
    "without invoke/invocation-type/not-in-enum: InvocationType: values that break enum are accepted.\n",
  );
});

test.each([
  ["invoke/none/such", /there is no such clause in edition/],
  ["client/error/status-404", /this clause cannot be broken on purpose: it is about clients/],
])("--without %s is told in one line", async (id, says) => {
  await expect(call(command, ["--without", id], { cwd: folder })).rejects.toThrow(says);
});

test.each([
  [["--host", ""], "It must be a text that is not empty."],
  [["--handler", "my-function"], "It must be NAME=MODULE#EXPORT: my-function=./handler.mjs#handler."],
  [["--handler", "f=./none.mjs"], "function f: there is no module for the handler ./none.mjs"],
  [["--handler", "f=script.json", "--handler", "f=script.json"], "--handler f: is given twice"],
  [["--handler-timeout", "0"], "It must be a whole number from 1 to 900."],
  [
    ["--handler-env", "=secret"],
    "--handler-env: write NAME=VALUE, or NAME to use the value of the variable in this environment",
  ],
  [["--seed", "4294967296"], "It must be a whole number from 0 to 4294967295."],
  [
    ["--allow-origin", "example.com"],
    "It must be the origin of a web page, https://example.com, or * for any.",
  ],
  [["--collector", "http://a"], "It must be the name or the IP address of a host, without a port."],
])("%j is told before anything is served", async (args, says) => {
  await expect(call(command, args, { cwd: folder })).rejects.toThrow(says);
});

test.each([
  [
    "export const handler = () => 1, other = () => 2, notOne = 3;",
    "#typo",
    "it has no function of the name typo: it exports handler, other",
  ],
  [
    "export const handler = () => 1",
    "#default",
    "it has no function of the name default: it exports handler",
  ],
  ["module.exports.first = () => 1;", "#handler", "it does not load: ReferenceError: module is not defined"],
  ["export const handler = (;", "#handler", "it does not load: SyntaxError"],
  ['import "./nothing.mjs";', "#handler", "it does not load: Error [ERR_MODULE_NOT_FOUND]"],
  ["process.exit(3);", "#handler", "it does not load: it ends its process, with 3"],
])("of a module %j, %s is told before anything is served", async (code, place, says) => {
  writeFileSync(join(folder, "own.mjs"), code);
  const refused = call(command, ["--handler", `f=./own.mjs${place}`], { cwd: folder });
  await expect(refused).rejects.toThrow(UserError);
  await expect(refused).rejects.toThrow(says);
});

test("a file that cannot be written is told before anything is served", async () => {
  await expect(call(command, ["--record", "none/traffic.har"], { cwd: folder })).rejects.toThrow(
    /cannot be written \(ENOENT\)/,
  );
});
