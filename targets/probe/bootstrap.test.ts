import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";

interface Answer {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly trailers: IncomingMessage["trailers"];
  readonly body: string;
  /** When each piece of the body came, in ms since the event was handed out. */
  readonly times: readonly number[];
}

const folders: string[] = [];
const children: ChildProcess[] = [];
const closing: (() => void)[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const close of closing.splice(0)) close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Starts the bootstrap with a runtime API that hands out one event after another and keeps the answers. */
async function runtimeApi(handler: string, files: readonly string[] = ["probe.mjs"]) {
  const answers: Answer[] = [];
  let told: (() => void) | undefined;
  let next: ServerResponse | undefined;
  let polled: (() => void) | undefined;
  let handedOut = 0;
  const server = createServer(async (request, reply) => {
    if (request.url === "/2018-06-01/runtime/invocation/next") {
      next = reply;
      polled?.();
      return;
    }
    const pieces: Buffer[] = [];
    const times: number[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) {
      pieces.push(piece);
      times.push(performance.now() - handedOut);
    }
    reply.writeHead(202).end();
    const { url: path = "", headers, trailers } = request;
    answers.push({ path, headers, trailers, body: Buffer.concat(pieces).toString(), times });
    told?.();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });

  const folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
  folders.push(folder);
  cpSync(join(import.meta.dirname, "bootstrap.cjs"), join(folder, "bootstrap"));
  for (const file of files) {
    cpSync(join(import.meta.dirname, file === "probe.js" ? "probe.cjs" : file), join(folder, file));
  }
  const child = spawn(join(folder, "bootstrap"), {
    cwd: folder,
    env: {
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: "f",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
    },
  });
  children.push(child);
  let log = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text) => {
      log += text;
    });
  }

  return {
    child,
    log: () => log,
    /** Hands out an event and returns the answer to it. */
    async answer(event: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
      return this.answerText(JSON.stringify(event), headers);
    },
    async answerText(event: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
      while (next === undefined) {
        await new Promise<void>((resolve) => {
          polled = resolve;
        });
      }
      const answered = new Promise<void>((resolve) => {
        told = resolve;
      });
      const reply = next;
      next = undefined;
      handedOut = performance.now();
      reply.writeHead(200, {
        "Lambda-Runtime-Aws-Request-Id": "id-1",
        "Lambda-Runtime-Deadline-Ms": String(Date.now() + 5000),
        ...headers,
      });
      reply.end(event);
      await answered;
      return answers.at(-1) as Answer;
    },
    /** What the bootstrap posts before it asks for an event. */
    async told(): Promise<Answer> {
      while (answers.length === 0) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
      return answers[0] as Answer;
    },
  };
}

test("runs the probe for one event after another, and says what the runtime API told", async () => {
  const api = await runtimeApi("probe.handler");
  expect(await api.answer({ echo: "ä" })).toMatchObject({
    path: "/2018-06-01/runtime/invocation/id-1/response",
    headers: { "content-type": "application/json" },
    body: '{"echo":"ä"}',
  });
  const { body } = await api.answer(
    { $probe: { context: true } },
    {
      "Lambda-Runtime-Invoked-Function-Arn": "arn:f",
      "Lambda-Runtime-Trace-Id": "Root=1-2-3",
      "Lambda-Runtime-Client-Context": '{"custom":{"k":"v"}}',
      "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"who","cognitoIdentityPoolId":"pool"}',
      "Lambda-Runtime-Aws-Tenant-Id": "blue",
    },
  );
  expect(JSON.parse(body)).toEqual({
    requestId: "id-1",
    functionArn: "arn:f",
    functionName: "f",
    functionVersion: "$LATEST",
    memoryLimitInMB: 128,
    remainingMs: expect.any(Number),
    clientContext: { custom: { k: "v" } },
    identity: { cognitoIdentityId: "who", cognitoIdentityPoolId: "pool" },
    traceId: "Root=1-2-3",
    tenantId: "blue",
  });
  expect((await api.answer({ $probe: { return: {} } })).body).toBe("null");
  expect((await api.answer({ $probe: { describe: true } })).body).toContain('"stream"');
});

test.each(["probe.cjs", "probe.js"])("finds the probe as %s", async (file) => {
  const api = await runtimeApi("probe.handler", [file]);
  expect((await api.answer([1])).body).toBe("[1]");
});

test("tells errors, of the function and of its result", async () => {
  const api = await runtimeApi("probe.handler");
  const thrown = await api.answer({ $probe: { throw: { type: "Odd", message: "why" } } });
  expect(thrown).toMatchObject({
    path: "/2018-06-01/runtime/invocation/id-1/error",
    headers: { "lambda-runtime-function-error-type": "Odd" },
  });
  expect(JSON.parse(thrown.body)).toMatchObject({ errorType: "Odd", errorMessage: "why" });
  expect(await api.answer({ $probe: { unserialisable: true } })).toMatchObject({
    path: "/2018-06-01/runtime/invocation/id-1/error",
    headers: { "lambda-runtime-function-error-type": "TypeError" },
  });
});

test("an event that is no JSON is an error of the function, and the next one is served", async () => {
  const api = await runtimeApi("probe.handler");
  expect((await api.answerText("nope")).path).toBe("/2018-06-01/runtime/invocation/id-1/error");
  expect((await api.answer(1)).body).toBe("1");
});

test("streams chunk by chunk", async () => {
  const api = await runtimeApi("probe.stream");
  const chunks = [{ text: "ab" }, { text: "cd", pauseMs: 200 }];
  const { path, headers, trailers, body, times } = await api.answer({
    $probe: { stream: { chunks, contentType: "text/css" } },
  });
  expect({ path, body, trailers }).toEqual({
    path: "/2018-06-01/runtime/invocation/id-1/response",
    body: "abcd",
    trailers: {},
  });
  expect(headers).toMatchObject({
    "content-type": "text/css",
    "lambda-runtime-function-response-mode": "streaming",
  });
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
  expect((await api.answer({ $probe: { return: {} } })).body).toBe("");
});

test("an error in a stream stands behind what was written; one before it is told as any other", async () => {
  const api = await runtimeApi("probe.stream");
  const late = await api.answer({
    $probe: { stream: { chunks: [{ text: "a" }], throw: { type: "Late", message: "m", after: 0 } } },
  });
  expect(late).toMatchObject({
    body: "a",
    trailers: { "lambda-runtime-function-error-type": "Late" },
  });
  const told = String(late.trailers["lambda-runtime-function-error-body"]);
  expect(JSON.parse(Buffer.from(told, "base64").toString())).toMatchObject({ errorMessage: "m" });

  const early = await api.answer({
    $probe: { stream: { chunks: [], throw: { type: "Early", message: "m", after: -1 } } },
  });
  expect(early.path).toBe("/2018-06-01/runtime/invocation/id-1/error");
});

test("logs what the probe logs, and ends with it", async () => {
  const api = await runtimeApi("probe.handler");
  void api.answer({ $probe: { log: { lines: ["last words"] }, exit: { code: 7 } } });
  expect(await once(api.child, "close")).toEqual([7, null]);
  expect(api.log()).toContain("last words\n");
});

test.each([
  ["probe.absent", ["probe.mjs"], "probe.absent is not a function"],
  ["probe.handler", [], "there is no probe.mjs, .cjs or .js in "],
])("says why %s cannot be loaded", async (handler, files, says) => {
  const api = await runtimeApi(handler, files);
  const { path, body } = await api.told();
  expect(path).toBe("/2018-06-01/runtime/init/error");
  expect(JSON.parse(body).errorMessage).toContain(says);
  expect(await once(api.child, "close")).toEqual([1, null]);
});
