import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const require = createRequire(import.meta.url);
const module: string = join(import.meta.dirname, "probe.mjs");
const commonJs: string = join(import.meta.dirname, "probe.cjs");

/** The arguments of Node.js for a script that loads one form of the probe. */
const moduleScript = (script: string): readonly string[] => [
  "--input-type=module",
  "--eval",
  `import { readFileSync } from "node:fs";
import { handler } from ${JSON.stringify(pathToFileURL(module).href)};
${script}`,
];
const commonJsScript = (script: string): readonly string[] => [
  "--input-type=commonjs",
  "--eval",
  `const { readFileSync } = require("node:fs");
const { handler } = require(${JSON.stringify(commonJs)});
(async () => {${script}})();`,
];

/** Calls the handler with each event of the list on stdin. It writes one JSON result per line to stderr, so that stdout is the log. */
const inNode = `
const context = {
  awsRequestId: "id-1", invokedFunctionArn: "arn:f", functionName: "f", functionVersion: "$LATEST",
  memoryLimitInMB: "128", getRemainingTimeInMillis: () => 2500, tenantId: "blue",
  clientContext: { client: { app_title: "t" }, custom: { k: "v" } },
  identity: { cognitoIdentityId: "who", cognitoIdentityPoolId: "pool" },
};
for (const event of JSON.parse(readFileSync(0, "utf8"))) {
  let result;
  try { result = { value: JSON.parse(JSON.stringify((await handler(event, context)) ?? null)) }; }
  catch (error) { result = { type: error.name, message: error.message }; }
  console.error(JSON.stringify(result));
}`;

const inPython = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(import.meta.dirname)})
from probe import handler
class Thing:
    def __init__(self, **members): self.__dict__.update(members)
class Slotted:
    __slots__ = ["custom", "env", "client"]
client_context = Slotted()
client_context.client, client_context.custom, client_context.env = Thing(app_title="t", app_version_name=None), {"k": "v"}, None
context = Thing(aws_request_id="id-1", invoked_function_arn="arn:f", function_name="f", function_version="$LATEST",
    memory_limit_in_mb="128", get_remaining_time_in_millis=lambda: 2500, tenant_id="blue", client_context=client_context,
    identity=Thing(cognito_identity_id="who", cognito_identity_pool_id="pool"))
for event in json.load(sys.stdin):
    try: result = {"value": json.loads(json.dumps(handler(event, context)))}
    except Exception as error: result = {"type": type(error).__name__, "message": str(error)}
    print(json.dumps(result), file=sys.stderr, flush=True)
`;

/** Loads the module anew, so that it looks again at what the runtime offers. */
async function load(file: string) {
  vi.resetModules();
  delete require.cache[file];
  return file.endsWith(".cjs") ? require(file) : import(file);
}

interface Ran {
  readonly results: { readonly value?: unknown; readonly type?: string; readonly message?: string }[];
  readonly log: string;
  readonly code: number | null;
  readonly signal: string | null;
}

function ran(command: string, args: readonly string[], events: readonly unknown[]): Ran {
  const child = spawnSync(command, args, {
    input: JSON.stringify(events),
    encoding: "utf8",
    env: { ...process.env, _X_AMZN_TRACE_ID: "Root=1-2-3" },
  });
  const results = child.stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  return { results, log: child.stdout, code: child.status, signal: child.signal };
}

interface Told {
  readonly environment: string;
  readonly beganAt: number;
  readonly endedAt: number;
}

const python = spawnSync("python3", ["--version"]).status === 0;
const forms = [
  { form: "Node.js", runtime: "nodejs", there: true, command: process.execPath, args: moduleScript(inNode) },
  {
    form: "Node.js, as CommonJS",
    runtime: "nodejs",
    there: true,
    command: process.execPath,
    args: commonJsScript(inNode),
  },
  { form: "Python", runtime: "python", there: python, command: "python3", args: ["-c", inPython] },
].map((form) => ({
  ...form,
  run: (events: readonly unknown[]) => ran(form.command, form.args, events),
}));

const order = (members: Record<string, unknown>): unknown => ({ $probe: members });

/** Events, each with the result that the probe must give in both languages. */
const alike: readonly (readonly [says: string, event: unknown, result: unknown])[] = [
  ...[null, true, 0.5, "text", [1, "$probe"], {}, { a: { $probe: 1 } }, [{ $probe: {} }]].map(
    (event) => [`echoes ${JSON.stringify(event)}`, event, { value: event }] as const,
  ),
  ["return: a value", order({ return: { value: { nonce: "n" } } }), { value: { nonce: "n" } }],
  ["return: null", order({ return: { value: null } }), { value: null }],
  ["return: nothing", order({ return: {} }), { value: null }],
  ["throw", order({ throw: { type: "Odd", message: "why" } }), { type: "Odd", message: "why" }],
  ["bytes", order({ bytes: { size: 12 } }), { value: "aaaaaaaaaa" }],
  ...[
    ["bytes", { bytes: { size: 5e8 } }],
    ["log", { log: { bytes: 5e8 } }],
    ["stream", { stream: { chunks: [{ text: "a".repeat(1000), times: 8001 }] } }],
  ].map(
    ([member, members]) =>
      [
        `${member}: too much`,
        order(members as Record<string, unknown>),
        { type: "BadInstruction", message: `${member}: 8000000 bytes at the most` },
      ] as const,
  ),
  [
    "context",
    order({ context: true, nonce: "n" }),
    {
      value: {
        requestId: "id-1",
        functionArn: "arn:f",
        functionName: "f",
        functionVersion: "$LATEST",
        memoryLimitInMB: 128,
        remainingMs: 2500,
        clientContext: { client: { app_title: "t" }, custom: { k: "v" } },
        identity: { cognitoIdentityId: "who", cognitoIdentityPoolId: "pool" },
        traceId: "Root=1-2-3",
        tenantId: "blue",
        nonce: "n",
      },
    },
  ],
  [
    "stream: the buffered handler joins, a character cut in two included",
    order({
      stream: { chunks: [{ text: "a", times: 3, pauseMs: 1 }, { base64: "w6==" }, { base64: "qQ==" }] },
    }),
    { value: "aaaé" },
  ],
  [
    "stream: throws after a chunk",
    order({ stream: { chunks: [{ text: "a" }], throw: { type: "Late", message: "m", after: 0 } } }),
    { type: "Late", message: "m" },
  ],
  [
    "stream: throws before the first",
    order({ stream: { chunks: [], throw: { type: "Early", message: "m", after: -1 } } }),
    { type: "Early", message: "m" },
  ],
  ["none, with a nonce", order({ nonce: "n" }), { value: { nonce: "n" } }],
  ["none", order({}), { value: {} }],
  [
    "the first result decides",
    order({ throw: { type: "T", message: "" }, return: { value: 1 } }),
    { value: 1 },
  ],
  ["an unknown order is refused", order({ dance: true }), { type: "BadInstruction", message: "dance" }],
  [
    "an order is an object",
    order([] as never),
    { type: "BadInstruction", message: "$probe is not an object" },
  ],
];

describe.each(forms)("the probe in $form", ({ runtime, there, run }) => {
  test.skipIf(!there)("does what every instruction says", () => {
    const { results } = run(alike.map(([, event]) => event));
    const told = alike.map(([says], index) => [says, results[index]]);
    expect(told).toEqual(alike.map(([says, , result]) => [says, result]));
  });

  test.skipIf(!there)("describes itself", () => {
    const { results } = run([order({ describe: true, nonce: "n" })]);
    expect(results[0]?.value).toEqual({
      probe: "lambda-conformance",
      version: 1,
      runtime,
      can: [
        "count",
        "log",
        "sleep",
        "describe",
        "return",
        "throw",
        "exit",
        "kill",
        "context",
        "environment",
        "bytes",
        "unserialisable",
      ],
      nonce: "n",
    });
  });

  test.skipIf(!there)("logs lines as they are, and bytes to the byte", () => {
    const { log } = run([order({ log: { lines: ["one", "é"] } }), order({ log: { bytes: 230 } })]);
    const [one, two, ...rest] = log.split("\n");
    expect([one, two]).toEqual(["one", "é"]);
    expect(rest.map((line) => [line.slice(0, 9), line.length])).toEqual([
      ["00000001 ", 99],
      ["00000002 ", 99],
      ["00000003 ", 29],
      ["", 0],
    ]);
  });

  test.skipIf(!there)("logs nothing for no bytes, and one empty line for one", () => {
    expect(run([order({ log: { bytes: 0 } })]).log).toBe("");
    expect(run([order({ log: { bytes: 1 } })]).log).toBe("\n");
  });

  test.skipIf(!there)("logs text as it is, and to standard error where it is told", () => {
    const { log } = run([
      order({ log: { text: "one" } }),
      order({ log: { text: "two\n" } }),
      order({ log: { lines: ["three"], to: "stderr" } }),
      order({ log: { text: "four", to: "stderr" } }),
    ]);
    expect(log).toBe("onetwo\n");
  });

  test.skipIf(!there)("tells of its environment: a name that stays, and the invocations before", () => {
    const thrown = order({ throw: { type: "T", message: "" } });
    const told = order({ sleep: { ms: 20 }, environment: true, nonce: "n" });
    const [first, , second] = run([told, thrown, told]).results.map(({ value }) => value) as Told[];
    expect(first).toMatchObject({ calls: 1, unfinished: 0, exited: false, nonce: "n" });
    expect(second).toMatchObject({ calls: 3, unfinished: 0, environment: first?.environment });
    expect(first?.endedAt).toBeGreaterThanOrEqual((first?.beganAt ?? Number.NaN) + 15);
    expect(run([told]).results[0]?.value).not.toMatchObject({ environment: first?.environment });
  });

  test.skipIf(!there)("gives what cannot be serialised", () => {
    expect(run([order({ unserialisable: true })]).results[0]?.type).toBe("TypeError");
  });

  test.skipIf(!there)("sleeps, and tells the time", () => {
    const before = Date.now();
    const [result] = run([order({ sleep: { ms: 30 }, stream: { chunks: [{ clock: true }] } })]).results;
    const { t } = JSON.parse(String(result?.value));
    expect(t).toBeGreaterThanOrEqual(before + 30);
    expect(t).toBeLessThanOrEqual(Date.now());
  });

  test.skipIf(!there)("exits at once, what it logged kept", () => {
    const { code, log, results } = run([order({ log: { lines: ["last"] }, exit: { code: 7 } }), "never"]);
    expect({ code, log, results }).toEqual({ code: 7, log: "last\n", results: [] });
  });

  test.skipIf(!there)("kills its process, what it logged kept", () => {
    const { signal, log, results } = run([order({ log: { lines: ["last"] }, kill: true }), "never"]);
    expect([signal, log, results]).toEqual(["SIGKILL", "last\n", []]);
  });

  test.skipIf(!there)("exits in the middle of a stream", () => {
    const { code } = run([order({ stream: { chunks: [{ text: "a" }], exit: { code: 3, after: 0 } } })]);
    expect(code).toBe(3);
  });

  test.skipIf(!there)("says which collector could not be told", () => {
    const [result] = run([order({ count: { url: "http://127.0.0.1:9/x", nonce: "n" } })]).results;
    expect(result).toMatchObject({
      type: "CountFailed",
      message: expect.stringContaining("the collector http://127.0.0.1:9/x was not told: "),
    });
  });
});

test("a thread does not kill the process that it is a part of", async () => {
  const script = `import(${JSON.stringify(pathToFileURL(module).href)})
    .then(({ handler }) => handler({ $probe: { kill: true } }))
    .catch(({ name, message }) => require("node:worker_threads").parentPort.postMessage([name, message]));`;
  const [told] = await once(new Worker(script, { eval: true }), "message");
  expect(told).toEqual(["BadInstruction", "kill"]);
});

/** Hosts that the probe may not report to. Some of them look like a host that it may report to. */
const ELSEWHERE = [
  "http://169.254.169.254/latest",
  "http://example.invalid/",
  "http://127.0.0.1.example.invalid/",
  "http://127.0.0.1@example.invalid/",
  "http://localhost/",
  "http://0.0.0.0:1/",
];

describe.each(forms)("the count of the probe in $form", ({ there, command, args }) => {
  const received: unknown[] = [];
  const collector = createServer((request, reply) => {
    let text = "";
    request.on("data", (piece) => {
      text += piece;
    });
    request.on("end", () => {
      received.push([request.method, request.url, JSON.parse(text)]);
      if (request.url === "/elsewhere") reply.writeHead(302, { location: "/told" }).end();
      else reply.writeHead(request.url === "/full" ? 503 : 204).end();
    });
  });
  let origin = "";
  beforeAll(
    () =>
      new Promise<void>((resolve) => {
        collector.listen(0, "127.0.0.1", () => {
          const address = collector.address();
          if (address !== null && typeof address === "object") origin = `http://127.0.0.1:${address.port}`;
          resolve();
        });
      }),
  );
  afterAll(() => collector.close());

  test.skipIf(!there)("tells the collector once, and fails when it refuses", async () => {
    // Not spawnSync, because this process must answer in the meantime.
    const child = spawn(command, args, { env: { ...process.env, PROBE_COLLECTORS: "127.0.0.1,[::1]" } });
    let told = "";
    child.stderr.on("data", (piece) => {
      told += piece;
    });
    child.stdin.end(
      JSON.stringify([
        order({ count: { url: `${origin}/c`, nonce: "n" }, return: { value: 1 } }),
        order({ count: { url: `${origin}/full`, nonce: "n" } }),
        order({ count: { url: `${origin}/told`, nonce: "n" }, context: true, return: {} }),
        order({ count: { url: `${origin}/elsewhere`, nonce: "n" } }),
        ...ELSEWHERE.map((url) => order({ count: { url, nonce: "n" } })),
      ]),
    );
    await new Promise((resolve) => child.on("close", resolve));
    const results = told
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results).toEqual([
      { value: 1 },
      { type: "CountFailed", message: `the collector ${origin}/full was not told: it answered 503` },
      expect.anything(),
      { type: "CountFailed", message: `the collector ${origin}/elsewhere was not told: it answered 302` },
      ...ELSEWHERE.map((url) => ({
        type: "CountFailed",
        message: `the collector ${url} was not told: its host is not one of those that this function may tell`,
      })),
    ]);
    expect(received).toEqual([
      ["POST", "/c", { nonce: "n", requestId: "id-1" }],
      ["POST", "/full", { nonce: "n", requestId: "id-1" }],
      [
        "POST",
        "/told",
        {
          nonce: "n",
          requestId: "id-1",
          context: expect.objectContaining({ requestId: "id-1", functionVersion: "$LATEST" }),
        },
      ],
      ["POST", "/elsewhere", { nonce: "n", requestId: "id-1" }],
    ]);
  });
});

describe.each([module, commonJs])("the streaming handler of %s", (file) => {
  const streaming = async (event: unknown): Promise<{ chunks: string[]; type?: string; ended: boolean }> => {
    vi.stubGlobal("awslambda", { streamifyResponse: (handler: unknown) => handler });
    const { stream } = await load(file);
    const out = Object.assign(new PassThrough({ highWaterMark: 4 }), {
      setContentType(this: { type?: string }, type: string) {
        this.type = type;
      },
    }) as PassThrough & { type?: string };
    const chunks: string[] = [];
    out.on("data", (chunk: Buffer) => chunks.push(chunk.toString("latin1")));
    try {
      await stream(event, out, {});
    } finally {
      vi.unstubAllGlobals();
    }
    await new Promise((resolve) => setImmediate(resolve));
    return { chunks, ended: out.writableEnded, ...(out.type === undefined ? {} : { type: out.type }) };
  };

  test("is not there where the runtime cannot stream", async () => {
    expect((await load(file)).stream).toBeUndefined();
  });

  test("writes chunk by chunk, with the content type asked for", async () => {
    const script = { chunks: [{ text: "ab", times: 2 }, { base64: "/w==" }], contentType: "text/css" };
    expect(await streaming(order({ stream: script }))).toEqual({
      chunks: ["ab", "ab", "\xff"],
      type: "text/css",
      ended: true,
    });
  });

  test("writes any other result as JSON", async () => {
    expect(await streaming({ echo: 1 })).toEqual({ chunks: ['{"echo":1}'], ended: true });
    expect(await streaming(order({ return: {} }))).toEqual({ chunks: [], ended: true });
    expect((await streaming(order({ describe: true }))).chunks[0]).toContain('"stream"');
  });

  test("throws in the middle, and leaves the stream open", async () => {
    const script = { chunks: [{ text: "a" }, { text: "b" }], throw: { type: "T", message: "m", after: 0 } };
    await expect(streaming(order({ stream: script }))).rejects.toThrow("m");
  });
});

test.each([module, commonJs])(
  "the durable handler of %s takes its event out of the first operation, and wraps its result",
  async (file) => {
    const { durable } = await load(file);
    const called = (event: unknown): Promise<unknown> => {
      const execution = { Type: "EXECUTION", ExecutionDetails: { InputPayload: JSON.stringify(event) } };
      return durable({ InitialExecutionState: { Operations: [execution] } }, {});
    };
    expect(await called({ echo: [1, "ä"] })).toEqual({ Status: "SUCCEEDED", Result: '{"echo":[1,"ä"]}' });
    expect(await called(order({ return: {} }))).toEqual({ Status: "SUCCEEDED", Result: undefined });
  },
);
