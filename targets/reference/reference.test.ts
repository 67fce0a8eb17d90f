import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { OperationName } from "../../specs/operation.ts";
import { type Frame, readFrames } from "../../wire/frames.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { createReference, type Reference, type ReferenceOptions } from "./reference.ts";

const specification = loadSpecification();
const opened: Reference[] = [];

function open(options: Partial<ReferenceOptions> = {}): Reference {
  const reference = createReference({ specification, ...options });
  opened.push(reference);
  return reference;
}

afterAll(async () => {
  await Promise.all(opened.map((reference) => reference.close()));
});

const ours = open();
const base = "arn:aws:lambda:us-east-1:123456789012:function";

interface Call {
  readonly name?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: unknown;
  readonly raw?: string | Uint8Array;
  readonly operation?: OperationName;
  readonly reference?: Reference;
}

interface Answer {
  readonly status: number;
  readonly names: readonly string[];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check what it is.
  readonly json: any;
  readonly log: string | undefined;
  header(name: string): string | undefined;
}

async function raw({ name = "probe", query = "", headers = {}, ...rest }: Call): Promise<RawReply> {
  const { operation = "Invoke", reference = ours, payload, raw: bytes } = rest;
  const path = specification.operations[operation].path.replace("{FunctionName}", encodeURIComponent(name));
  return reference.handle({
    method: "POST",
    target: path + query,
    headers: Object.entries(headers),
    body: Buffer.from(bytes ?? (payload === undefined ? "" : JSON.stringify(payload))),
  });
}

async function invoke(call: Call): Promise<Answer> {
  const { status, headers, body } = await raw(call);
  if (!(body instanceof Uint8Array)) throw new Error("the reply is streamed");
  const text = Buffer.from(body).toString();
  const log = headerValue(headers, "x-amz-log-result");
  return {
    status,
    names: headers.map(([name]) => name),
    text,
    json: text === "" ? undefined : JSON.parse(text),
    log: log && Buffer.from(log, "base64").toString(),
    header: (name) => headerValue(headers, name),
  };
}

/** A request with an instruction to the probe. */
const order = (instructions: object): Call => ({ payload: { $probe: instructions } });
const tail = { "X-Amz-Log-Type": "Tail" };
const context = (of: unknown): string => Buffer.from(JSON.stringify(of)).toString("base64");

describe("results", () => {
  test("a result has the header fields that were recorded, in their case, and the bytes of the runtime", async () => {
    const answer = await invoke({ raw: '{ "b" : [1, 2.50], "a":"é" }' });
    expect(answer.status).toBe(200);
    expect(answer.names).toEqual([
      "Date",
      "Content-Type",
      "Content-Length",
      "Connection",
      "x-amzn-RequestId",
      "x-amzn-Remapped-Content-Length",
      "X-Amz-Executed-Version",
      "X-Amzn-Trace-Id",
    ]);
    expect(answer.text).toBe('{"b":[1,2.5],"a":"é"}');
    expect(answer.header("content-type")).toBe("application/json");
    expect(answer.header("content-length")).toBe(String(Buffer.byteLength(answer.text)));
    expect(answer.header("x-amz-executed-version")).toBe("$LATEST");
    expect(answer.header("x-amzn-trace-id")).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
    );
    expect(new Date(answer.header("date") ?? "").toUTCString()).toBe(answer.header("date"));
  });

  test.each(["true", "false", "null", "1", "[1,2]", '"x"', '{"$probe":{"return":{"value":{"a":null}}}}'])(
    "%s comes back",
    async (text) => {
      const { payload } = { payload: JSON.parse(text) };
      expect((await invoke({ raw: text })).json).toEqual(payload?.$probe ? { a: null } : payload);
    },
  );

  test("no payload is an empty object, and no result is null", async () => {
    expect((await invoke({})).text).toBe("{}");
    expect((await invoke(order({ return: {} }))).text).toBe("null");
  });

  test("a payload of 5 MB comes back", async () => {
    const payload = { a: "x".repeat(5_000_000) };
    expect((await invoke({ payload })).json).toEqual(payload);
  });

  test("a result over the limit is a function error", async () => {
    expect(
      (await invoke(order({ bytes: { size: 6_291_556 } }))).header("x-amz-function-error"),
    ).toBeUndefined();
    const answer = await invoke(order({ bytes: { size: 6_291_557 } }));
    expect(answer.status).toBe(200);
    expect(answer.header("x-amz-function-error")).toBe("Unhandled");
    expect(answer.text).toBe(
      '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
    );
  });

  test("what a streaming function writes comes as one body of another type", async () => {
    const answer = await invoke({
      ...order({ stream: { chunks: [{ text: "[1" }, { text: ",2]" }] } }),
      name: "probe-stream",
    });
    expect(answer.text).toBe("[1,2]");
    expect(answer.header("content-type")).toBe("application/octet-stream");
    expect(answer.header("content-length")).toBe("5");
  });

  test.each([
    ["before its first write", -1, "application/json", ""],
    ["after a write", 0, "application/octet-stream", "[1]"],
  ])("a streaming function that throws %s fails for nobody", async (_, after, type, text) => {
    const answer = await invoke({
      ...order({
        stream: { chunks: [{ text: "[1]" }, { text: "," }], throw: { type: "T", message: "m", after } },
      }),
      name: "probe-stream",
    });
    expect([answer.status, answer.header("content-type"), answer.text]).toEqual([200, type, text]);
    expect(answer.header("x-amz-function-error")).toBeUndefined();
  });
});

describe("identity", () => {
  test("the function sees the id of the reply, its own ARN, the version and the context", async () => {
    const answer = await invoke({
      ...order({ context: true }),
      query: "?Qualifier=live",
      headers: { "X-Amz-Client-Context": context({ custom: { k: "ü" } }) },
    });
    expect(answer.header("x-amz-executed-version")).toBe("1");
    expect(answer.json).toEqual({
      requestId: answer.header("x-amzn-requestid"),
      functionArn: `${base}:probe:live`,
      functionName: "probe",
      functionVersion: "1",
      memoryLimitInMB: 128,
      remainingMs: expect.any(Number),
      clientContext: { custom: { k: "ü" } },
      identity: null,
      traceId: answer.header("x-amzn-trace-id"),
      tenantId: null,
    });
    expect(answer.json.remainingMs).toBeGreaterThan(25_000);
    expect(answer.json.remainingMs).toBeLessThanOrEqual(30_000);
  });

  test("without a qualifier the ARN has none, and without a context there is none", async () => {
    const { json } = await invoke(order({ context: true }));
    expect(json).toMatchObject({
      functionArn: `${base}:probe`,
      functionVersion: "$LATEST",
      clientContext: null,
    });
  });

  test("ids are fresh, but a caller may give one", async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await invoke({})).header("x-amzn-requestid")));
    expect(new Set(ids).size).toBe(3);
    const mine = "00000000-1111-2222-3333-444444444444";
    const answer = await invoke({ ...order({ context: true }), headers: { "x-amzn-RequestId": mine } });
    expect([answer.header("x-amzn-requestid"), answer.json.requestId]).toEqual([mine, mine]);
  });

  test.each([
    ["probe", "", "$LATEST"],
    ["probe:1", "", "1"],
    ["probe:live", "?Qualifier=live", "1"],
    ["function:probe", "?Qualifier=%24LATEST", "$LATEST"],
    ["123456789012:function:probe", "", "$LATEST"],
    [`${base}:probe`, "?Qualifier=1", "1"],
    [`${base}:probe:$LATEST`, "", "$LATEST"],
  ])("%s%s runs version %s", async (name, query, version) => {
    const answer = await invoke({ name, query, payload: 1 });
    expect(answer.header("x-amz-executed-version")).toBe(version);
  });
});

describe("function errors", () => {
  async function failing(call: Call): Promise<Answer> {
    const answer = await invoke(call);
    expect(answer.status).toBe(200);
    expect(answer.header("x-amz-function-error")).toBe("Unhandled");
    expect(answer.header("x-amz-executed-version")).toBe("$LATEST");
    expect(answer.header("content-type")).toBe("application/json");
    return answer;
  }

  test("a throw tells type, message and trace, without our folders", async () => {
    const { json, text } = await failing(order({ throw: { type: "MyError", message: "böse" } }));
    expect(json).toEqual({ errorType: "MyError", errorMessage: "böse", trace: expect.any(Array) });
    expect(json.trace[0]).toBe("MyError: böse");
    expect(json.trace[1]).toMatch(/^ {4}at .*file:\/\/\/var\/task\/probe\.mjs:\d+:\d+\)$/);
    expect(text).not.toContain(import.meta.dirname);
  });

  test.each([
    [0, "Runtime exited without providing a reason"],
    [7, "Runtime exited with error: exit status 7"],
  ])("an exit with %i ends the environment and nothing else", async (code, says) => {
    const answer = await failing(order({ exit: { code } }));
    expect(answer.json).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${answer.header("x-amzn-requestid")} Error: ${says}`,
    });
    expect((await invoke({ payload: 1 })).text).toBe("1");
  });

  test("a result that is no JSON", async () => {
    expect((await failing(order({ unserialisable: true }))).json).toMatchObject({
      errorMessage: "Unable to stringify response body",
    });
  });

  test.each([
    ["no-handler", "Runtime.HandlerNotFound", "probe.absent is undefined or not exported"],
    ["no-module", "Runtime.ImportModuleError", "Error: Cannot find module 'absent'"],
    ["syntax-error", "Runtime.UserCodeSyntaxError", expect.stringMatching(/^SyntaxError: /)],
    ["throws-at-load", "Error", "thrown at load"],
  ])("a function that cannot start, each time: %s", async (name, errorType, errorMessage) => {
    for (let time = 0; time < 2; time++) {
      const answer = await failing({ name: `probe-${name}`, payload: {} });
      expect(answer.json).toMatchObject({ errorType, errorMessage });
      expect(answer.text).not.toContain("data:");
    }
  });

  test("a timeout, with what was logged before", async () => {
    const began = performance.now();
    const answer = await failing({
      ...order({ log: { lines: ["before"] }, sleep: { ms: 20_000 } }),
      name: "probe-short-timeout",
      headers: tail,
    });
    expect(performance.now() - began).toBeLessThan(3000);
    expect(answer.json).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${answer.header("x-amzn-requestid")} Error: Task timed out after 1.00 seconds`,
    });
    expect(answer.log).toContain("INFO\tbefore\n");
    expect((await invoke({ name: "probe-short-timeout", payload: 1 })).text).toBe("1");
  });
});

describe("logs", () => {
  const line = (id: string | undefined, rest: string): RegExp => new RegExp(`^[^\t]*${id}${rest}$`, "m");

  test("the tail has START, what was printed, END and REPORT; the first has the duration of the start", async () => {
    const cold = open();
    const first = await invoke({
      ...order({ log: { lines: ["eins", "zwei"] } }),
      headers: tail,
      reference: cold,
    });
    const id = first.header("x-amzn-requestid");
    const lines = first.log?.split("\n") ?? [];
    expect(lines[0]).toBe(`START RequestId: ${id} Version: $LATEST`);
    expect(lines[1]).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\t${id}\tINFO\teins$`));
    expect(lines[2]).toMatch(/\tINFO\tzwei$/);
    expect(lines[3]).toBe(`END RequestId: ${id}`);
    const times =
      "\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB";
    expect(lines[4]).toMatch(line(id, `${times}\tInit Duration: [\\d.]+ ms\t`));
    expect(lines.slice(5)).toEqual([""]);
    const second = await invoke({ headers: tail, query: "?Qualifier=$LATEST", reference: cold });
    expect(second.log).toMatch(line(second.header("x-amzn-requestid"), `${times}\t`));
    expect(second.log?.split("\n")).toHaveLength(4);
  });

  test("START names the version that runs", async () => {
    expect((await invoke({ query: "?Qualifier=live", headers: tail })).log).toContain(" Version: 1\n");
  });

  test("it is the last 4,096 bytes of the log, with U+FFFD for what is left of a character", async () => {
    for (const pad of ["", "a"]) {
      const { header, log = "" } = await invoke({
        ...order({ log: { lines: [`${"ü".repeat(4000)}${pad}`] } }),
        headers: tail,
      });
      const bytes = Buffer.from(header("x-amz-log-result") ?? "", "base64");
      expect(log).toMatch(/^\ufffd?ü+a?\nEND RequestId: .*\nREPORT /);
      expect(bytes.length).toBe(log.startsWith("\ufffd") ? 4098 : 4096);
    }
    const long = await invoke({ ...order({ log: { bytes: 100_000 } }), headers: tail });
    expect(long.log).toContain("\t00001000 ");
    expect(long.log).not.toContain("START");
  });

  test("it stands beside a function error, and nowhere else", async () => {
    const { log } = await invoke({ ...order({ throw: { type: "E", message: "m" } }), headers: tail });
    expect(log).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"E","errorMessage":"m","stack":\[/);
    expect((await invoke({})).log).toBeUndefined();
    expect((await invoke({ headers: { "X-Amz-Log-Type": "None" } })).log).toBeUndefined();
    for (const type of ["Event", "DryRun"]) {
      const answer = await invoke({ headers: { ...tail, "X-Amz-Invocation-Type": type } });
      expect(answer.log).toBeUndefined();
    }
  });
});

describe("refusals", () => {
  const notFound = (rest: string): object => ({
    Message: `Function not found: ${base}:${rest}`,
    Type: "User",
  });
  const unreadable = "Could not parse request body into json: Could not parse payload into json: ";

  test.each<[string, Call, number, string, unknown]>([
    [
      "shape",
      { name: "f!" },
      400,
      "ValidationException",
      { message: expect.stringMatching(/^1 validation/) },
    ],
    ["absent", { name: "f" }, 404, "ResourceNotFoundException", notFound("f:$LATEST")],
    [
      "65 characters",
      { name: "a".repeat(65) },
      404,
      "ResourceNotFoundException",
      notFound(`${"a".repeat(65)}:$LATEST`),
    ],
    ["incomplete ARN", { name: base }, 404, "ResourceNotFoundException", notFound("function:$LATEST")],
    [
      "unknown qualifier",
      { query: "?Qualifier=$latest" },
      404,
      "ResourceNotFoundException",
      notFound("probe:$latest"),
    ],
    [
      "another region",
      { name: `${base.replace("east", "west")}:probe` },
      404,
      "ResourceNotFoundException",
      { Message: "Functions from 'us-west-1' are not reachable in this region ('us-east-1')", Type: "User" },
    ],
    [
      "qualifiers that disagree",
      { name: `${base}:f:$LATEST`, query: "?Qualifier=1" },
      400,
      "InvalidParameterValueException",
      {
        Type: "User",
        message: "The derived qualifier from the function name does not match the specified qualifier.",
      },
    ],
    ["another account", { name: "210987654321:probe" }, 403, "AccessDeniedException", expect.anything()],
    [
      "another partition",
      { name: `${base.replace("aws", "aws-cn")}:probe` },
      404,
      "ResourceNotFoundException",
      expect.anything(),
    ],
    [
      "no JSON",
      { raw: "test" },
      400,
      "InvalidRequestContentException",
      { Type: "User", message: expect.stringContaining(unreadable) },
    ],
    [
      "no UTF-8",
      { raw: Buffer.from([0x22, 0x87, 0x22]) },
      400,
      "InvalidRequestContentException",
      { Type: "User", message: expect.stringContaining(unreadable) },
    ],
    ["a byte order mark", { raw: "\ufeff{}" }, 400, "InvalidRequestContentException", expect.anything()],
    [
      "a context that is no object",
      { headers: { "X-Amz-Client-Context": context([]) } },
      400,
      "InvalidRequestContentException",
      { Type: "User", message: "Client context must be a valid Base64-encoded JSON object." },
    ],
    [
      "a false request id",
      { headers: { "x-amzn-RequestId": "7" } },
      400,
      "InvalidRequestContentException",
      expect.anything(),
    ],
    [
      "too large",
      { raw: `"${"a".repeat(6_291_455)}"` },
      413,
      "RequestEntityTooLargeException",
      { message: "Request must be smaller than 6291456 bytes for the InvokeFunction operation" },
    ],
    [
      "too large for an event",
      { raw: `"${"a".repeat(1_048_575)}"`, headers: { "X-Amz-Invocation-Type": "Event" } },
      413,
      "RequestEntityTooLargeException",
      { message: "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)" },
    ],
    [
      "throttled",
      { name: "probe-throttled" },
      429,
      "TooManyRequestsException",
      {
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        Type: "User",
        message: "Rate Exceeded.",
      },
    ],
    [
      "no tenant",
      { name: "probe-tenancy" },
      400,
      "InvalidParameterValueException",
      {
        Type: "User",
        message: expect.stringMatching(/^The invoked function is enabled with tenancy configuration\./),
      },
    ],
    [
      "unqualified durable",
      { name: "probe-durable" },
      400,
      "InvalidParameterValueException",
      { Type: "User", message: "You cannot invoke a durable function using an unqualified ARN." },
    ],
  ])("%s", async (_, call, status, code, body) => {
    for (const operation of ["Invoke", "InvokeWithResponseStream"] as const) {
      if (operation === "InvokeWithResponseStream" && call.headers?.["X-Amz-Invocation-Type"] === "Event")
        continue;
      const answer = await invoke({ ...call, operation });
      expect([answer.status, answer.header("x-amzn-errortype")]).toEqual([status, code]);
      if (operation === "Invoke") expect(answer.json).toEqual(body);
      expect(answer.names).toEqual([
        "Date",
        "Content-Type",
        "Content-Length",
        "Connection",
        "x-amzn-RequestId",
        "x-amzn-ErrorType",
      ]);
      expect(answer.header("content-type")).toBe("application/json");
    }
  });

  test("members of the body stand with capitals first", async () => {
    expect((await invoke({ name: "probe-throttled" })).text).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    );
  });

  test("a stream refuses an InvocationType that neither operation has", async () => {
    const answer = await invoke({
      operation: "InvokeWithResponseStream",
      headers: { "X-Amz-Invocation-Type": "Sync" },
    });
    expect(answer.header("x-amzn-errortype")).toBe("ValidationException");
  });

  test("of many faults the one that is looked at first is told", async () => {
    const signed = open({ verifySignatures: true });
    const faults: [Call, string][] = [
      [{ reference: signed }, "MissingAuthenticationTokenException"],
      [{ name: "f!:1" }, "ValidationException"],
      [{ name: `${base.replace("east", "west")}:f:1` }, "ResourceNotFoundException"],
      [{ name: "f:1" }, "InvalidParameterValueException"],
      [{ name: "f", query: "" }, "ResourceNotFoundException"],
      [{ name: "probe", query: "" }, "InvalidRequestContentException"],
    ];
    for (const [call, code] of faults) {
      const answer = await invoke({
        name: "f!",
        query: "?Qualifier=2",
        raw: "no json",
        headers: { "X-Amz-Client-Context": "!" },
        ...call,
      });
      expect(answer.header("x-amzn-errortype")).toBe(code);
    }
    const both = await invoke({ raw: "no json", headers: { "X-Amz-Client-Context": "!" } });
    expect(both.json.message).toContain("payload");
  });

  test("every error that the specification knows can be injected, with its status and spelling", async () => {
    for (const { code, status, message, operations } of specification.errors) {
      const reference = createReference({ specification, inject: [code] });
      for (const operation of operations) {
        const answer = await invoke({ reference, operation });
        expect([answer.status, answer.header("x-amzn-errortype")]).toEqual([status, code]);
        expect(answer.json).toHaveProperty(message ?? "message");
      }
    }
  });
});

describe("invocation types", () => {
  const type = (name: string): Record<string, string> => ({ "X-Amz-Invocation-Type": name });

  test("an event is accepted without waiting, a dry run not run", async () => {
    const event = await invoke({ ...order({ sleep: { ms: 300 } }), headers: type("Event") });
    expect([event.status, event.text]).toEqual([202, ""]);
    expect(event.names).toEqual([
      "Date",
      "Content-Length",
      "Connection",
      "x-amzn-RequestId",
      "x-amzn-Remapped-Content-Length",
      "X-Amzn-Trace-Id",
    ]);
    expect(event.header("content-length")).toBe("0");
    expect(event.header("x-amzn-trace-id")).toMatch(
      /^root=1-[0-9a-f]{8}-[0-9a-f]{24};parent=[0-9a-f]{16};sampled=0$/,
    );
    const dry = await invoke({ headers: type("DryRun") });
    expect([dry.status, dry.text]).toEqual([204, ""]);
    expect(dry.names).toEqual(["Date", "Connection", "x-amzn-RequestId", "x-amzn-Remapped-Content-Length"]);
    expect((await invoke({ name: "probe-throttled", headers: type("Event") })).status).toBe(202);
    expect((await invoke({ name: "f", headers: type("DryRun") })).status).toBe(404);
  });

  describe("with a collector", async () => {
    interface Told {
      readonly nonce: string;
      readonly requestId: string;
      readonly deadLetter?: { readonly ErrorCode: string; readonly ErrorMessage?: string };
    }
    const told: Told[] = [];
    const server = createServer(async (request, reply) => {
      told.push(JSON.parse((await request.toArray()).join("")));
      reply.writeHead(204).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });
    const eager = open({ retryDelays: [20, 20] });

    async function event(
      name: string,
      nonce: string,
      more: object,
      count: number,
    ): Promise<{ id: string | undefined; ours: Told[] }> {
      const answer = await invoke({
        ...order({ count: { url, nonce }, ...more }),
        name,
        headers: type("Event"),
        reference: eager,
      });
      expect(answer.status).toBe(202);
      const ours = (): Told[] => told.filter((entry) => entry.nonce === nonce);
      await expect.poll(() => ours().length, { interval: 10, timeout: 5000 }).toBe(count);
      // No further entry may follow.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { id: answer.header("x-amzn-requestid"), ours: ours() };
    }

    test("an event that succeeds runs once, under the id of its reply", async () => {
      const { id, ours } = await event("probe", "ok", {}, 1);
      expect(ours).toEqual([{ nonce: "ok", requestId: id }]);
    });

    test("one that fails is tried three times under one id", async () => {
      const { id, ours } = await event("probe", "bad", { throw: { type: "E", message: "m" } }, 3);
      expect(ours).toEqual(Array(3).fill({ nonce: "bad", requestId: id }));
    });

    test("then it goes to the dead-letter queue, where there is one", async () => {
      const { id, ours } = await event(
        "probe-dead-letter",
        "dead",
        { throw: { type: "E", message: "m" } },
        4,
      );
      expect(ours.slice(0, 3)).toEqual(Array(3).fill({ nonce: "dead", requestId: id }));
      expect(ours[3]).toEqual({
        nonce: "dead",
        requestId: id,
        deadLetter: { ErrorCode: "200", ErrorMessage: "m", body: expect.stringContaining('"nonce":"dead"') },
      });
    });

    test("a destination is told what became of it", async () => {
      const failed = await event("probe-destinations", "failed", { throw: { type: "E", message: "m" } }, 4);
      expect(failed.ours[3]).toMatchObject({
        destination: {
          version: "1.0",
          requestContext: { requestId: failed.id, condition: "RetriesExhausted", approximateInvokeCount: 3 },
          responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
          responsePayload: { errorMessage: "m" },
        },
      });
      const ended = await event("probe-destinations", "ended", { return: { value: 1 } }, 2);
      expect(ended.ours[1]).toMatchObject({
        destination: {
          requestContext: { condition: "Success", approximateInvokeCount: 1 },
          responseContext: { statusCode: 200, executedVersion: "$LATEST" },
          responsePayload: 1,
        },
      });
    });

    test("an event that finds no free environment in time is given up, and a call is throttled", async () => {
      const reference = open({ maxEventAge: 50 });
      const name = "probe-expiring";
      const send = (nonce: string, more: object, headers = type("Event")): ReturnType<typeof invoke> =>
        invoke({ ...order({ count: { url, nonce }, ...more }), name, headers, reference });
      await send("busy", { sleep: { ms: 60_000 } });
      const { header } = await send("late", {});
      const late = (): Told[] => told.filter(({ nonce }) => nonce === "late");
      await expect.poll(() => late().length, { interval: 10, timeout: 5000 }).toBe(1);
      expect(late()[0]).toMatchObject({
        requestId: header("x-amzn-requestid"),
        destination: {
          requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 0 },
          responseContext: { statusCode: 429 },
        },
      });
      expect((await send("called", {}, {})).status).toBe(429);
    });

    test("a handler that streams is not tried again, whatever it does", async () => {
      const stream = { chunks: [{ text: "never" }], throw: { type: "E", message: "m", after: -1 } };
      expect((await event("probe-stream", "streamed", { stream }, 1)).ours).toHaveLength(1);
    });

    test("a context is for callers who wait", async () => {
      // The response to a request that waits shows the context. An event returns nothing that could show it.
      const call = { ...order({ context: true }), headers: { "X-Amz-Client-Context": context({ a: 1 }) } };
      expect((await invoke({ ...call, reference: eager })).json.clientContext).toEqual({ a: 1 });
    });

    test("a dry run runs nothing", async () => {
      await invoke({ ...order({ count: { url, nonce: "dry" } }), headers: type("DryRun"), reference: eager });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(told.filter(({ nonce }) => nonce === "dry")).toEqual([]);
    });
  });
});

describe("configurations", () => {
  test("tenants have environments of their own", async () => {
    const tenant = (id: string): Promise<Answer> =>
      invoke({
        ...order({ context: true }),
        name: "probe-tenancy",
        headers: { "X-Amz-Tenant-Id": id, ...tail },
      });
    expect((await tenant("blue")).log).toContain("Init Duration");
    const again = await tenant("blue");
    expect(again.log).not.toContain("Init Duration");
    expect(again.json.tenantId).toBe("blue");
    expect((await tenant("red")).log).toContain("Init Duration");
  });

  test("a durable event is answered with the execution of its name while that runs, whatever its payload", async () => {
    const event = (call: number): Promise<Answer> =>
      invoke({
        name: "probe-durable:$LATEST",
        ...order({ sleep: { ms: 300 }, return: { value: call } }),
        headers: { "X-Amz-Invocation-Type": "Event", "X-Amz-Durable-Execution-Name": "n-event" },
      });
    const [first, second] = [await event(1), await event(2)];
    expect([first.status, second.status]).toEqual([202, 202]);
    const arn = first.header("x-amz-durable-execution-arn");
    expect(arn).toContain("/durable-execution/n-event/");
    expect(second.header("x-amz-durable-execution-arn")).toBe(arn);
  });

  test("the root of the caller's trace reaches the function and the reply", async () => {
    const root = "1-5759e988-bd862e3fe1be46a994272793";
    const { json, header } = await invoke({
      ...order({ context: true }),
      headers: { "X-Amzn-Trace-Id": `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` },
    });
    expect(header("x-amzn-trace-id")).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=1;`));
    expect(json.traceId).toBe(header("x-amzn-trace-id"));
  });

  test("an execution of a durable function is known by its name", async () => {
    const durable = (payload: unknown, name?: string): Promise<Answer> =>
      invoke({
        name: "probe-durable:$LATEST",
        payload,
        headers: name === undefined ? {} : { "X-Amz-Durable-Execution-Name": name },
      });
    const first = await durable({ $probe: { context: true } }, "n-1");
    const arn = first.header("x-amz-durable-execution-arn") ?? "";
    const pattern = specification.operations.Invoke.outputs.find(({ name }) => name === "DurableExecutionArn")
      ?.keywords.pattern;
    expect(arn).toMatch(new RegExp(`^(?:${pattern})$`));
    expect(arn).toContain(`${base}:probe-durable:$LATEST/durable-execution/n-1/`);
    const second = await durable({ $probe: { context: true } }, "n-1");
    expect(second.header("x-amz-durable-execution-arn")).toBe(arn);
    expect(second.text).toBe(first.text);
    expect(first.json).toMatchObject({ functionName: "probe-durable", functionVersion: "$LATEST" });
    expect((await durable({ $probe: { return: {} } })).text).toBe("null");
    const other = await durable({ other: true }, "n-1");
    expect([other.status, other.header("x-amzn-errortype")]).toEqual([
      409,
      "DurableExecutionAlreadyStartedException",
    ]);
    expect((await durable(1)).header("x-amz-durable-execution-arn")).not.toBe(
      (await durable(1)).header("x-amz-durable-execution-arn"),
    );
  });

  test("the functions have the name, the region and the account that are asked for", async () => {
    const mine = open({ function: "mine", region: "eu-west-1", account: "000000000001" });
    const { json } = await invoke({ ...order({ context: true }), name: "mine", reference: mine });
    expect(json.functionArn).toBe("arn:aws:lambda:eu-west-1:000000000001:function:mine");
    expect((await invoke({ name: "probe", reference: mine })).status).toBe(404);
    expect((await invoke({ name: "mine-throttled", reference: mine })).status).toBe(429);
  });

  test("an older edition knows neither later members nor later limits", async () => {
    const old = open({ specification: loadSpecification({ edition: "2023-11-16" }) });
    const answer = await invoke({ payload: 1, headers: { "X-Amz-Tenant-Id": "!" }, reference: old });
    expect(answer.text).toBe("1");
    const event = await invoke({
      raw: `"${"a".repeat(300_000)}"`,
      headers: { "X-Amz-Invocation-Type": "Event" },
      reference: old,
    });
    expect(event.json.message).toContain("(limit 262144 bytes)");
  });
});

const python = spawnSync("python3", ["--version"]).status === 0;

describe.runIf(python)("Python", () => {
  const on = (instructions: object): Call => ({
    ...order(instructions),
    name: "probe-python",
    headers: tail,
  });

  test("runs the same probe", async () => {
    const answer = await invoke(on({ log: { lines: ["eins", "zwei"] }, context: true }));
    expect(answer.json).toMatchObject({
      requestId: answer.header("x-amzn-requestid"),
      functionArn: `${base}:probe-python`,
      traceId: answer.header("x-amzn-trace-id"),
    });
    const id = answer.header("x-amzn-requestid");
    expect(answer.log).toMatch(
      new RegExp(
        `^START RequestId: ${id} Version: \\$LATEST\neins\nzwei\nEND RequestId: ${id}\nREPORT .*\tInit Duration: .*\n$`,
      ),
    );
    expect((await invoke({ name: "probe-python", raw: '{"a":[1,"ü"]}' })).text).toBe('{"a": [1, "ü"]}');
  });

  test("tells errors in its own form", async () => {
    const thrown = await invoke(on({ throw: { type: "Mine", message: "böse" } }));
    const id = thrown.header("x-amzn-requestid");
    expect(thrown.header("x-amz-function-error")).toBe("Unhandled");
    expect(thrown.json).toEqual({
      errorMessage: "böse",
      errorType: "Mine",
      requestId: id,
      stackTrace: [
        expect.stringMatching(/^ {2}File "\/var\/task\/probe\.py", line \d+, in handler\n {4}return /),
        expect.stringMatching(/^ {2}File "\/var\/task\/probe\.py", line \d+, in asked\n {4}raise /),
      ],
    });
    const marshal = await invoke(on({ unserialisable: true }));
    expect(marshal.json).toEqual({
      errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
      errorType: "Runtime.MarshalError",
      requestId: marshal.header("x-amzn-requestid"),
      stackTrace: [],
    });
    expect((await invoke(on({ exit: { code: 3 } }))).json.errorMessage).toMatch(/exit status 3$/);
  });
});

describe("streams", () => {
  interface Streamed {
    readonly frames: readonly Frame[];
    readonly chunks: readonly string[];
    readonly at: readonly number[];
    // biome-ignore lint/suspicious/noExplicitAny: the tests check what it is.
    readonly complete: any;
    readonly reply: RawReply;
  }

  async function stream(call: Call): Promise<Streamed> {
    const reply = await raw({ name: "probe-stream", ...call, operation: "InvokeWithResponseStream" });
    if (reply.body instanceof Uint8Array) throw new Error(Buffer.from(reply.body).toString());
    const pieces: Uint8Array[] = [];
    const at: number[] = [];
    for await (const piece of reply.body) {
      pieces.push(piece);
      at.push(performance.now());
    }
    const { frames, faults } = readFrames(Buffer.concat(pieces));
    expect(faults).toEqual([]);
    const kind = (frame: Frame): unknown => frame.headers.find(({ name }) => name === ":event-type")?.value;
    expect(frames.map(kind)).toEqual([...Array(frames.length - 1).fill("PayloadChunk"), "InvokeComplete"]);
    const texts = frames.map(({ payload }) => Buffer.from(payload).toString());
    return { frames, chunks: texts.slice(0, -1), at, complete: JSON.parse(texts.at(-1) ?? ""), reply };
  }

  const script = (of: object): Call => order({ stream: of });

  test("a frame for each write, framed as recorded, and one at the end", async () => {
    const { frames, chunks, complete, reply } = await stream(
      script({ chunks: [{ text: "Hello" }, { text: "server" }, { base64: "AP8=" }, { text: "" }] }),
    );
    expect(chunks).toEqual(["Hello", "server", "\0\ufffd"]);
    expect(frames[2]?.payload).toEqual(Buffer.from([0, 255]));
    expect(complete).toEqual({});
    expect(frames.map(({ headers }) => headers.map(({ name, type }) => `${name} ${type}`))).toEqual(
      Array(4).fill([":event-type string", ":content-type string", ":message-type string"]),
    );
    expect(reply.status).toBe(200);
    expect(reply.headers.map(([name]) => name)).toEqual([
      "Date",
      "Content-Type",
      "Connection",
      "x-amzn-RequestId",
      "X-Amz-Executed-Version",
      "X-Amzn-Trace-Id",
      "x-amzn-Remapped-Content-Type",
    ]);
    expect(headerValue(reply.headers, "content-type")).toBe("application/vnd.amazon.eventstream");
    expect(headerValue(reply.headers, "x-amzn-remapped-content-type")).toBe("application/octet-stream");
  });

  test("the head tells the type of what the function writes", async () => {
    const typeOf = async (call: Call): Promise<string | undefined> =>
      headerValue((await stream(call)).reply.headers, "x-amzn-remapped-content-type");
    expect(await typeOf(script({ chunks: [{ text: "a,b" }], contentType: "text/csv" }))).toBe("text/csv");
    expect(await typeOf({ name: "probe", payload: 1 })).toBe("application/json");
  });

  test.each(["DryRun", "Event"])("%s runs the function and streams", async (type) => {
    const { reply, chunks } = await stream({
      ...script({ chunks: [{ text: "a" }] }),
      headers: { "X-Amz-Invocation-Type": type },
    });
    expect([reply.status, chunks]).toEqual([200, ["a"]]);
  });

  test("a function that does not stream comes as one chunk, and one that writes nothing as none", async () => {
    expect((await stream({ name: "probe", payload: [1, { a: "ü" }] })).chunks).toEqual(['[1,{"a":"ü"}]']);
    expect((await stream(script({ chunks: [] }))).chunks).toEqual([]);
  });

  test("chunks leave while the function runs", async () => {
    const { at, chunks } = await stream(
      script({ chunks: [{ clock: true }, { clock: true, pauseMs: 150 }, { clock: true, pauseMs: 150 }] }),
    );
    expect(chunks).toHaveLength(3);
    expect((at[2] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(200);
  });

  test("many small writes and large ones keep their bounds and their bytes", async () => {
    const small = await stream(script({ chunks: [{ text: "x", times: 5000 }] }));
    expect(small.chunks).toHaveLength(5000);
    expect(new Set(small.chunks)).toEqual(new Set(["x"]));
    const piece = "0123456789abcdef".repeat(4096);
    const large = await stream(script({ chunks: [{ text: piece, times: 32 }] }));
    expect(large.chunks).toEqual(Array(32).fill(piece));
  });

  test.each([
    ["before the first write", -1, []],
    ["between writes", 0, ["a"]],
    ["after the last write", 1, ["a", "b"]],
  ])("an error %s", async (_, after, chunks) => {
    const streamed = await stream(
      script({ chunks: [{ text: "a" }, { text: "b" }], throw: { type: "T", message: "m", after } }),
    );
    expect(streamed.chunks).toEqual(chunks);
    expect(streamed.complete).toEqual({});
  });

  test("an error of a function that does not stream is what its stream holds", async () => {
    const { chunks, complete } = await stream({
      ...order({ throw: { type: "T", message: "m" } }),
      name: "probe",
    });
    expect(chunks.map((chunk) => JSON.parse(chunk))).toMatchObject([{ errorType: "T", errorMessage: "m" }]);
    expect(complete).toEqual({});
  });

  test("an exit in mid-stream keeps what was written", async () => {
    const { chunks, complete } = await stream(
      script({ chunks: [{ text: "a" }, { text: "b", pauseMs: 20 }], exit: { code: 9, after: 1 } }),
    );
    expect(chunks).toEqual(["a", "b"]);
    expect(complete).toEqual({});
  });

  test("the log stands in the last frame, where it is asked for", async () => {
    const { complete } = await stream({ ...script({ chunks: [{ text: "a" }] }), headers: tail });
    expect(Object.keys(complete)).toEqual(["LogResult"]);
    expect(Buffer.from(complete.LogResult, "base64").toString()).toMatch(
      /^START RequestId: .*\nEND .*\nREPORT .*\n$/,
    );
  });

  test("a reader that is slow slows the function", async () => {
    const { body } = await raw({
      ...script({ chunks: [{ text: "y".repeat(65_536), times: 30 }, { clock: true }] }),
      name: "probe-stream",
      operation: "InvokeWithResponseStream",
    });
    const reader = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await reader.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const resumed = Date.now();
    const rest: Uint8Array[] = [];
    for (let next = await reader.next(); !next.done; next = await reader.next()) rest.push(next.value);
    const { frames } = readFrames(Buffer.concat(rest));
    expect(JSON.parse(Buffer.from(frames.at(-2)?.payload ?? []).toString()).t).toBeGreaterThanOrEqual(
      resumed,
    );
  });

  test("errors before the stream are plain", async () => {
    const answer = await invoke({ name: "nobody", operation: "InvokeWithResponseStream" });
    expect([answer.status, answer.header("content-type")]).toEqual([404, "application/json"]);
  });
});
