import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { setupServer } from "msw/node";
import { afterAll, describe, expect, test } from "vitest";
import { UserError } from "../../specs/user-error.ts";
import { readFrames } from "../../wire/frames.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { awslambda, streamifyResponse } from "./awslambda.ts";
import type { FunctionContext } from "./function-handler.ts";
import type { FunctionOptions } from "./function-options.ts";
import { lambdaHandlers } from "./lambda-handlers.ts";
import { createReference, type Reference } from "./reference.ts";

const folder = mkdtempSync(join(tmpdir(), "lambda-conformance-functions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly log: string;
}

interface Asked {
  readonly event?: unknown;
  readonly qualifier?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function bytesOf({ body }: RawReply): Promise<Buffer> {
  return body instanceof Uint8Array ? Buffer.from(body) : await buffer(body);
}

async function invoke(reference: Reference, name: string, asked: Asked = {}): Promise<Answer> {
  const { event = {}, qualifier, type = "RequestResponse", headers: more = {} } = asked;
  const reply = await reference.handle({
    method: "POST",
    target: `/2015-03-31/functions/${name}/invocations${qualifier === undefined ? "" : `?Qualifier=${qualifier}`}`,
    headers: Object.entries({ "X-Amz-Invocation-Type": type, "X-Amz-Log-Type": "Tail", ...more }),
    body: Buffer.from(JSON.stringify(event)),
  });
  const headers = Object.fromEntries(reply.headers.map(([field, value]) => [field.toLowerCase(), value]));
  const log = Buffer.from(headers["x-amz-log-result"] ?? "", "base64").toString();
  return { status: reply.status, headers, text: (await bytesOf(reply)).toString(), log };
}

/** Makes a reference with one function, and ends it afterwards. */
async function using<T>(options: FunctionOptions, use: (reference: Reference) => Promise<T>): Promise<T> {
  const reference = createReference({ functions: { "my-function": options } });
  try {
    return await use(reference);
  } finally {
    await reference.close();
  }
}

// This test comes first, because a function that another test gave up holds the console as long as it runs.
test("a process is as it was when its last reference is closed", async () => {
  const before = [console.log, process.stdout.write, process.env];
  const reference = createReference({ functions: { f: { handler: () => 1 } } });
  await invoke(reference, "f");
  expect(console.log).not.toBe(before[0]);
  await reference.close();
  expect([console.log, process.stdout.write, process.env]).toEqual(before);
});

const CONTEXT = `({ ...c, left: c.getRemainingTimeInMillis(), getRemainingTimeInMillis: undefined })`;

/** The same functions in this process and as a module. */
const inModule: Readonly<Record<string, string>> = {
  context: file("context.mjs", `export const handler = async (_, c) => ${CONTEXT};`),
  logs: file(
    "logs.mjs",
    `export const handler = (e) => { console.log("one", { two: 2 }); process.stdout.write("three\\n"); return e; };`,
  ),
  throws: file("throws.mjs", `export const handler = async () => { throw new RangeError("too far"); };`),
  calls: file(
    "calls.cjs",
    `exports.handler = (e, c, done) => { setTimeout(() => done(e.fails ? "no" : null, e), 5); };`,
  ),
  sleeps: file(
    "sleeps.ts",
    `export const handler = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));`,
  ),
  environment: file(
    "environment.mjs",
    `export const handler = () => [process.env.TABLE, process.env.AWS_LAMBDA_FUNCTION_NAME];`,
  ),
  streams: file(
    "streams.mjs",
    `export const handler = awslambda.streamifyResponse(async (e, out) => { out.write("a"); out.write("b"); out.end(); });`,
  ),
};
const inProcess: Readonly<Record<string, FunctionOptions["handler"]>> = {
  context: async (_: unknown, c: FunctionContext) => ({
    ...c,
    left: c.getRemainingTimeInMillis(),
    getRemainingTimeInMillis: undefined,
  }),
  logs: (event: unknown) => {
    console.log("one", { two: 2 });
    process.stdout.write("three\n");
    return event;
  },
  throws: async () => {
    throw new RangeError("too far");
  },
  calls: (event, _, done) => {
    setTimeout(() => done(event.fails ? "no" : null, event), 5);
  },
  sleeps: (ms: number) => sleep(ms),
  environment: () => [process.env["TABLE"], process.env["AWS_LAMBDA_FUNCTION_NAME"]],
  streams: streamifyResponse(async (_, out) => {
    out.write("a");
    out.write("b");
    out.end();
  }),
};

describe.each([
  ["in this process", inProcess],
  ["as a module", inModule],
])("a function %s", (_, handlers) => {
  const its = (name: string): FunctionOptions => ({ handler: handlers[name] as FunctionOptions["handler"] });

  test("has the context that Lambda gives it", async () => {
    const options = { ...its("context"), memory: 512, timeout: 7, versions: ["1"], aliases: { live: 1 } };
    await using(options, async (reference) => {
      const clientContext = Buffer.from('{"custom":{"a":1}}').toString("base64");
      const asked = { qualifier: "live", headers: { "X-Amz-Client-Context": clientContext } };
      const { text, headers } = await invoke(reference, "my-function", asked);
      const { left, ...context } = JSON.parse(text);
      expect(context).toEqual({
        functionName: "my-function",
        functionVersion: "1",
        invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-function:live",
        memoryLimitInMB: "512",
        awsRequestId: headers["x-amzn-requestid"],
        logGroupName: "/aws/lambda/my-function",
        logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/),
        clientContext: { custom: { a: 1 } },
        callbackWaitsForEmptyEventLoop: true,
      });
      expect(left).toBeGreaterThan(5000);
      expect(left).toBeLessThanOrEqual(7000);
      expect(headers["x-amz-executed-version"]).toBe("1");
    });
  });

  test("writes to its log", async () => {
    await using(its("logs"), async (reference) => {
      const { log, headers, text } = await invoke(reference, "my-function", { event: [1] });
      const id = headers["x-amzn-requestid"];
      expect(text).toBe("[1]");
      expect(log.split("\n").slice(0, 4)).toEqual([
        `START RequestId: ${id} Version: $LATEST`,
        expect.stringMatching(`\t${id}\tINFO\tone \\{ two: 2 \\}$`),
        "three",
        `END RequestId: ${id}`,
      ]);
      expect(log).toContain("Memory Size: 128 MB");
    });
  });

  test("throws errors", async () => {
    await using(its("throws"), async (reference) => {
      const { status, headers, text, log } = await invoke(reference, "my-function");
      expect([status, headers["x-amz-function-error"]]).toEqual([200, "Unhandled"]);
      expect(JSON.parse(text)).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
      expect(log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"RangeError"/);
    });
  });

  test("may call back", async () => {
    await using(its("calls"), async (reference) => {
      expect((await invoke(reference, "my-function", { event: { a: 1 } })).text).toBe('{"a":1}');
      const { text } = await invoke(reference, "my-function", { event: { fails: true } });
      expect(JSON.parse(text)).toEqual({ errorType: "string", errorMessage: "no", trace: [] });
    });
  });

  test("times out, and runs again", async () => {
    await using({ ...its("sleeps"), timeout: 0.2 }, async (reference) => {
      const { headers, text } = await invoke(reference, "my-function", { event: 2000 });
      expect(headers["x-amz-function-error"]).toBe("Unhandled");
      expect(JSON.parse(text)).toEqual({
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${headers["x-amzn-requestid"]} Error: Task timed out after 0.20 seconds`,
      });
      expect((await invoke(reference, "my-function", { event: 1 })).text).toBe("null");
    });
  });

  test("has its environment variables", async () => {
    await using({ ...its("environment"), environment: { TABLE: "orders" } }, async (reference) => {
      expect((await invoke(reference, "my-function")).text).toBe('["orders","my-function"]');
    });
    expect(process.env["TABLE"]).toBeUndefined();
  });

  test("streams, by either operation", async () => {
    await using(its("streams"), async (reference) => {
      expect((await invoke(reference, "my-function")).text).toBe("ab");
      const target = "/2021-11-15/functions/my-function/response-streaming-invocations";
      const reply = await reference.handle({ method: "POST", target, headers: [], body: Buffer.from("{}") });
      const { frames } = readFrames(await bytesOf(reply));
      expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["a", "b", "{}"]);
    });
  });

  test("runs as often as its reserved concurrency allows", async () => {
    await using({ ...its("sleeps"), reservedConcurrency: 1 }, async (reference) => {
      const first = invoke(reference, "my-function", { event: 400 });
      await sleep(100);
      const second = await invoke(reference, "my-function", { event: 1 });
      expect([second.status, JSON.parse(second.text).Reason]).toEqual([
        429,
        "ReservedFunctionConcurrentInvocationLimitExceeded",
      ]);
      expect((await first).status).toBe(200);
    });
  });
});

test("a function in this process shares it, and notices nothing of others", async () => {
  const seen: unknown[] = [];
  const handler = async (event: { name: string; ms: number }): Promise<string> => {
    console.log("begin", event.name);
    await sleep(event.ms);
    console.log("end", event.name);
    seen.push(event.name);
    return event.name;
  };
  await using({ handler }, async (reference) => {
    const events = Array.from({ length: 30 }, (_, index) => ({ name: `n${index}`, ms: 30 - index }));
    const answers = await Promise.all(events.map((event) => invoke(reference, "my-function", { event })));
    for (const [index, { text, log }] of answers.entries()) {
      expect(text).toBe(`"n${index}"`);
      const logged = [...log.matchAll(/INFO\t(.*)/g)].map(([, line]) => line);
      expect(logged).toEqual([`begin n${index}`, `end n${index}`]);
    }
  });
  expect(seen).toHaveLength(30);
});

test("a handler may have types of its own, such as those of @types/aws-lambda", async () => {
  interface Context extends FunctionContext {
    identity?: { cognitoIdentityId: string };
    done(error?: Error, result?: unknown): void;
  }
  type Callback = (error?: Error | string | null, result?: number) => void;
  const typed = (event: { n: number }, context: Context, callback: Callback): void =>
    callback(null, event.n + (context.identity === undefined ? 1 : 2));
  await using({ handler: typed }, async (reference) => {
    expect((await invoke(reference, "my-function", { event: { n: 1 } })).text).toBe("2");
  });
});

test("the global of Lambda is defined by who asks for it, and keeps what others have there", async () => {
  // The SDK for JavaScript has already defined it.
  const before = Reflect.get(globalThis, "awslambda") as Record<string, unknown>;
  expect(before).not.toHaveProperty("streamifyResponse");
  Reflect.set(before, "theirs", 1);
  await import("./awslambda-global.ts");
  expect(Reflect.get(globalThis, "awslambda")).toBe(before);
  expect(before).toMatchObject({ ...awslambda, theirs: 1 });
});

test("a function that calls another one hands nothing of its own on", async () => {
  const reference = createReference({
    functions: {
      outer: {
        environment: { SECRET: "outer" },
        handler: async () => {
          console.log("outer");
          return (await invoke(reference, "inner")).text;
        },
      },
      inner: {
        handler: () => {
          console.log("inner");
          return [process.env["SECRET"] ?? null, process.env["AWS_LAMBDA_FUNCTION_NAME"]];
        },
      },
    },
  });
  const { text, log } = await invoke(reference, "outer");
  expect(JSON.parse(JSON.parse(text))).toEqual([null, "inner"]);
  expect(log).toContain("INFO\touter");
  expect(log).not.toContain("INFO\tinner");
  await reference.close();
});

test("a function that is given up is not heard any more", async () => {
  const log: string[] = [];
  const reference = createReference({
    functions: {
      f: {
        timeout: 0.05,
        handler: async (ms: number) => {
          await sleep(ms);
          console.log("late");
        },
      },
    },
    log: (text, name) => log.push(`${name} ${text.split(" ")[0]}`),
  });
  await invoke(reference, "f", { event: 150 });
  await sleep(200);
  expect(log).toEqual(["f START", "f END"]);
  await reference.close();
});

test("an event that fails is tried again, with one request id", async () => {
  const ids: string[] = [];
  const handler = (_: unknown, { awsRequestId }: FunctionContext): void => {
    ids.push(awsRequestId);
    if (ids.length < 3) throw new Error("not yet");
  };
  await using({ handler }, async (reference) => {
    expect((await invoke(reference, "my-function", { type: "Event" })).status).toBe(202);
    await expect.poll(() => ids.length).toBe(3);
    expect(new Set(ids).size).toBe(1);
  });
});

test("versions have code of their own, and aliases share their calls", async () => {
  const options: FunctionOptions = {
    handler: () => "latest",
    versions: { "1": () => "one", "2": () => "two" },
    aliases: { live: 2, shifting: { version: 2, weights: { "1": 0.5 } } },
  };
  await using(options, async (reference) => {
    const ask = async (qualifier?: string): Promise<string> =>
      (await invoke(reference, "my-function", qualifier === undefined ? {} : { qualifier })).text;
    expect([await ask(), await ask("1"), await ask("live")]).toEqual(['"latest"', '"one"', '"two"']);
    const shared = new Set<string>();
    for (let call = 0; call < 60; call++) shared.add(await ask("shifting"));
    expect([...shared].sort()).toEqual(['"one"', '"two"']);
    expect((await invoke(reference, "my-function", { qualifier: "3" })).status).toBe(404);
  });
});

test("a handler is found by file, by file and export, and as Lambda names it", async () => {
  const path = file(
    "named.mjs",
    "export const handler = () => 'handler'; export const other = () => 'other';",
  );
  const base = path.slice(0, -".mjs".length);
  for (const [handler, result] of [
    [path, "handler"],
    [`${path}#other`, "other"],
    [`${base}#other`, "other"],
    [`${base}.other`, "other"],
  ] as const) {
    await using({ handler }, async (reference) => {
      expect((await invoke(reference, "my-function")).text).toBe(JSON.stringify(result));
    });
  }
});

test("a module that cannot be loaded is the error of its function, with the name of what is missing", async () => {
  const lacking = file("lacking.mjs", 'import "no-such-package"; export const handler = () => 1;');
  await using({ handler: lacking }, async (reference) => {
    expect(JSON.parse((await invoke(reference, "my-function")).text)).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: "Error: Cannot find module 'no-such-package'",
    });
  });
  await using({ handler: `${inModule["logs"]}#handle` }, async (reference) => {
    expect(JSON.parse((await invoke(reference, "my-function")).text)).toMatchObject({
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "logs.handle is undefined or not exported",
    });
  });
});

const handler = (): null => null;
test.each<[name: string, options: unknown, says: string]>([
  ["a b", { handler }, 'function "a b": a name is 1 to 64 letters'],
  [
    "probe",
    { handler },
    'function probe: the probe or one of its companions has this name; rename the probe with the option "function"',
  ],
  [
    "f",
    { handler, timeoutMs: 5 },
    "function f: there is no option timeoutMs; use one of handler, timeout, memory,",
  ],
  [
    "f",
    { handler, timeout: "3" },
    'function f: timeout must be a number of seconds, more than 0 and at most 900, not "3"',
  ],
  ["f", {}, "function f: handler must be a function, or a path"],
  [
    "f",
    { handler: "./none.mjs#handler" },
    "function f: there is no module for the handler ./none.mjs#handler",
  ],
  ["f", { handler: "none.handler" }, "function f: there is no module for the handler none.handler"],
  ["f", { handler: `${inModule["logs"]}#` }, "names no export"],
  [
    "f",
    { handler, timeout: 901 },
    "function f: timeout must be a number of seconds, more than 0 and at most 900, not 901",
  ],
  ["f", { handler, memory: 64 }, "function f: memory must be a whole number of MB from 128 to 10240, not 64"],
  [
    "f",
    { handler, reservedConcurrency: -1 },
    "function f: reservedConcurrency must be a number, 0 or more, not -1",
  ],
  ["f", { handler, environment: { N: 1 } }, "function f: the environment variable N must be a string"],
  ["f", { handler, versions: ["live"] }, 'function f: "live" is not a version'],
  [
    "f",
    { handler, aliases: { live: 1 } },
    "function f: the alias live names version 1, which does not exist",
  ],
  ["f", { handler, versions: [1], aliases: { "2": 1 } }, 'function f: "2" is not an alias'],
  [
    "f",
    { handler, versions: [1, 2], aliases: { live: { version: 1, weights: { "2": 2 } } } },
    "function f: the weights of the alias live must be 0 or more, and at most 1 together",
  ],
])("%s %j is told in one line", (name, options, says) => {
  const make = (): Reference => createReference({ functions: { [name]: options as FunctionOptions } });
  expect(make).toThrow(UserError);
  expect(make).toThrow(says);
});

test("the SDK calls functions through msw as it calls Lambda", async () => {
  const reference = createReference({
    functions: {
      hello: { handler: ({ name }: { name: string }) => ({ hello: name }) },
      page: {
        handler: streamifyResponse((_, stream) => {
          const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
          out.end("body");
        }),
      },
    },
    region: "eu-west-1",
  });
  const server = setupServer(...lambdaHandlers(reference));
  server.listen();
  try {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
    const client = new LambdaClient({ region: "eu-west-1", credentials });
    const reply = await client.send(
      new InvokeCommand({ FunctionName: "hello", Payload: '{"name":"world"}' }),
    );
    expect([reply.StatusCode, reply.Payload?.transformToString()]).toEqual([200, '{"hello":"world"}']);
    const { EventStream } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: "page" }));
    const chunks: Uint8Array[] = [];
    for await (const { PayloadChunk } of EventStream ?? [])
      chunks.push(PayloadChunk?.Payload ?? new Uint8Array());
    expect(Buffer.concat(chunks).toString()).toBe('{"statusCode":201}\0\0\0\0\0\0\0\0body');
    await expect(client.send(new InvokeCommand({ FunctionName: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    client.destroy();
  } finally {
    server.close();
    await reference.close();
  }
});
