import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCompleteEvent,
  LambdaClient,
  LambdaServiceException,
} from "@aws-sdk/client-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { broken } from "../../specs/keywords.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Keyword, OperationName } from "../../specs/operation.ts";
import { createReference } from "../../targets/reference/reference.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { members, nearMisses } from "./parameter-values.ts";
import { type BrokenReply, brokenReplies, type GeneratedReply, replies } from "./replies.ts";
import { faultyRequests, requests } from "./requests.ts";

const specification = loadSpecification();
const operations: readonly OperationName[] = ["Invoke", "InvokeWithResponseStream"];
const RUNS = { seed: 1, numRuns: 60 };

const asText = (value: string | Uint8Array): string =>
  typeof value === "string" ? value : Buffer.from(value).toString("latin1");

const all = operations.flatMap((operation) =>
  specification.operations[operation].inputs.map((member) => [operation, member.name, member] as const),
);

describe.each(all)("%s, %s", (operation, parameter, member) => {
  test("members break nothing, near misses what they say", () => {
    fc.assert(
      fc.property(members(operation, parameter), ({ value, why }) => {
        expect(broken(member, asText(value))).toEqual([]);
        expect(why).not.toBe("");
      }),
      RUNS,
    );
    fc.assert(
      fc.property(nearMisses(operation, parameter), ({ value, why, keyword, mended }) => {
        if (value !== undefined) expect(broken(member, asText(value))).toContain(keyword);
        else expect(keyword).toBe("required");
        expect(broken(member, asText(mended))).toEqual([]);
        expect(why).not.toBe("");
      }),
      RUNS,
    );
  });
});

test("near misses of one demand are of that one", () => {
  const seen = fc.sample(nearMisses("Invoke", "Qualifier", { keyword: "maxLength" }), RUNS);
  expect(new Set(seen.map(({ keyword }) => keyword))).toEqual(new Set(["maxLength"]));
});

test.each([
  [
    () => members("Invoke", "Nope"),
    /^Invoke has no parameter Nope; its parameters are FunctionName, Qualifier, /,
  ],
  [() => nearMisses("Invoke", "LogType", { keyword: "json" }), /^LogType has no json: it has enum$/],
  [() => requests("Invoke", { vary: ["Nope"] }), /^Invoke has no parameter Nope/],
  [
    () => faultyRequests("Invoke", { parameter: "LogType", keyword: "json" }),
    /^no near miss of LogType breaks json$/,
  ],
])("%s is told in one line", (make, says) => {
  expect(make).toThrow(says);
});

describe.each(operations)("whole requests of %s", (operation) => {
  const reference = createReference({
    functions: { "my-function": { handler: (event: unknown) => event } },
    specification,
  });
  afterAll(() => reference.close());
  const answer = async (request: RawRequest): Promise<RawReply> => {
    const reply = await reference.handle(request);
    if (!(reply.body instanceof Uint8Array)) for await (const _ of reply.body);
    return reply;
  };

  test("the reference serves sound ones", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests(operation, { function: "my-function" }), async ({ request, input }) => {
        for (const name of Object.keys(input)) seen.add(name);
        const { status } = await answer(request);
        // A function whose result is too large fails with a function error, and its status is still 200.
        expect(status).toBeLessThan(300);
      }),
      RUNS,
    );
    expect([...seen].sort()).toEqual(["ClientContext", "FunctionName", "InvocationType", "LogType"]);
  });

  test("the reference refuses those with one fault, as their clauses say, and serves them without it", async () => {
    const keywords = new Set<Keyword>();
    await fc.assert(
      fc.asyncProperty(
        faultyRequests(operation, { function: "my-function" }),
        async ({ request, sound, errors, keyword, parameter }) => {
          keywords.add(keyword);
          const { status, headers } = await answer(request);
          const named = headers.find(([name]) => name === "x-amzn-ErrorType")?.[1];
          if (errors.length > 0) expect(errors, `${parameter} ${keyword} ${status}`).toContain(named);
          // A function or tenant that does not exist may be refused, but not because its name has a wrong form.
          const without = await answer(sound.request);
          expect(without.headers.find(([name]) => name === "x-amzn-ErrorType")?.[1]).not.toBe(
            "ValidationException",
          );
        },
      ),
      { seed: 1, numRuns: 150 },
    );
    expect(keywords.size).toBeGreaterThan(5);
  });
});

describe("whole replies", () => {
  let server: Server;
  let client: LambdaClient;
  let next: GeneratedReply | BrokenReply;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      request.resume();
      const { status, headers, body } = next;
      response.writeHead(status, headers.flat());
      if (!("cut" in next && next.cut)) {
        response.end(body);
        return;
      }
      response.flushHeaders();
      response.write(body);
      await sleep(5);
      response.destroy();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    client = new LambdaClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
  });
  afterAll(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  interface Told {
    readonly outputs: Readonly<Record<string, string | undefined>>;
    readonly payload: Uint8Array;
  }

  async function call(operation: OperationName): Promise<Told> {
    const input = { FunctionName: "my-function" };
    if (operation === "Invoke") {
      const {
        Payload,
        $metadata: _,
        StatusCode: __,
        ...outputs
      } = await client.send(new InvokeCommand(input));
      return { outputs, payload: Payload ?? new Uint8Array() };
    }
    const { EventStream, ExecutedVersion } = await client.send(new InvokeWithResponseStreamCommand(input));
    const chunks: Uint8Array[] = [];
    let end: InvokeWithResponseStreamCompleteEvent | undefined;
    for await (const event of EventStream ?? []) {
      if (event.PayloadChunk) chunks.push(event.PayloadChunk.Payload ?? new Uint8Array());
      if (event.InvokeComplete) end = event.InvokeComplete;
    }
    if (end === undefined) throw new Error("the stream has no end");
    return { outputs: { ExecutedVersion, ...end }, payload: Buffer.concat(chunks) };
  }

  const defined = (outputs: object): object =>
    Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));

  test.each(operations)("the SDK makes of those of %s what is expected", async (operation) => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(replies(operation), async (reply) => {
        next = reply;
        const { expected } = reply;
        kinds.add(expected.kind);
        const told = await call(operation).catch((error: unknown) => error);
        if (expected.kind === "success") {
          const { outputs, payload } = told as Told;
          expect(defined(outputs)).toEqual(expected.outputs);
          expect(Buffer.from(payload).equals(expected.payload)).toBe(true);
          return;
        }
        expect(told).toBeInstanceOf(LambdaServiceException);
        const { name, message, $metadata } = told as LambdaServiceException;
        expect([name, message, $metadata.httpStatusCode]).toEqual([
          expected.code,
          expected.message,
          reply.status,
        ]);
      }),
      RUNS,
    );
    expect([...kinds].sort()).toEqual(["error", "success"]);
  });

  test.each(operations)("the SDK takes none of the broken ones of %s for a success", async (operation) => {
    await fc.assert(
      fc.asyncProperty(brokenReplies(operation), async (reply) => {
        next = reply;
        await expect(call(operation), reply.why).rejects.toThrow();
      }),
      RUNS,
    );
  });
});
