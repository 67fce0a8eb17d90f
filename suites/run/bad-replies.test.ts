import { beforeAll, describe, expect, test } from "vitest";
import { orderIn } from "../../mutants/order-in.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { handlerTarget } from "../../targets/handler-target.ts";
import { createReference } from "../../targets/reference/reference.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { ReplyBytes } from "../../wire/reply-bytes.ts";
import type { Verdict } from "../judge/verdict.ts";
import { collectRun } from "./collect-run.ts";

const specification = loadSpecification();
const reference = createReference({ specification });

beforeAll(() => () => reference.close());

const STATUS = "invoke/status/request-response";
const WELL_FORMED = "invoke/http/well-formed";

/** The verdicts on an endpoint that sends these bytes, or what the reference sends if there are none. */
async function judged(
  bytesFor: (request: RawRequest) => string | undefined,
  ...more: string[]
): Promise<Readonly<Record<string, Verdict>>> {
  const target = handlerTarget("raw", () => ({
    handle: async (request) => {
      const bytes = bytesFor(request);
      if (bytes === undefined) return reference.handle(request);
      throw new ReplyBytes(Buffer.from(bytes, "latin1"));
    },
  }));
  const { verdicts } = await collectRun({
    specification,
    target,
    only: [STATUS, WELL_FORMED, ...more],
    tool: { name: "lambda-conformance", version: "test" },
    cases: 3,
    seed: 1,
    concurrency: 4,
    timeoutMs: 2_000,
    revival: { lingerMs: 100, comebackMs: 100 },
  });
  return Object.fromEntries(verdicts.map((verdict) => [verdict.clause, verdict]));
}

/** Whether a request is one of the first of a run, which ask the probe to describe itself and its context. */
const isFirst = ({ body }: RawRequest): boolean =>
  /"(?:describe|context)"/.test(Buffer.from(body).toString());

describe.each<[string, string, string]>([
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "Content-Length is"],
  ["a status that is no number", "HTTP/1.1 2OO OK\r\n\r\n", "no HTTP/1.1 status line"],
  ["HTTP/0.9", "<html>hello</html>", "no HTTP/1.1 status line"],
  ["a NUL in a field", "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "control character"],
])("%s", (_, bytes, says) => {
  test.each([
    ["in all replies, the first of all included", () => bytes],
    ["after the first replies", (request: RawRequest) => (isFirst(request) ? undefined : bytes)],
  ])("fails the clause that met it, and the one about it, with the bytes: %s", async (__, bytesFor) => {
    const verdicts = await judged(bytesFor);
    for (const id of [STATUS, WELL_FORMED]) {
      expect(verdicts[id]).toMatchObject({
        outcome: "fail",
        failure: { violations: [{ actual: expect.stringContaining(says) }] },
      });
      expect(verdicts[id]?.failure?.violations[0]?.actual).toContain(bytes.slice(0, 8));
    }
  });
});

test("a head that is too long fails the clause that met it, and is well-formed", async () => {
  const long = `HTTP/1.1 200 OK\r\nx-amz-log-result: ${"A".repeat(400_000)}\r\n\r\n`;
  const verdicts = await judged((request) => (isFirst(request) ? undefined : long));
  expect(verdicts[STATUS]).toMatchObject({
    outcome: "fail",
    failure: {
      violations: [{ says: "the HTTP response", actual: expect.stringContaining("over 262144 bytes") }],
    },
  });
  expect(verdicts[WELL_FORMED]?.outcome).not.toBe("fail");
});

test("a reply that is sent twice fails the clause about it alone", async () => {
  const one = (request: RawRequest): string | undefined => {
    const value = orderIn(request)?.return?.value;
    if (value === undefined) return undefined;
    const body = JSON.stringify(value);
    return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const verdicts = await judged((request) => {
    const reply = isFirst(request) ? undefined : one(request);
    return reply && reply + reply;
  }, "invoke/function-name/**");
  expect(verdicts[STATUS]?.outcome).toBe("pass");
  expect(verdicts[WELL_FORMED]).toMatchObject({
    outcome: "fail",
    failure: { violations: [{ says: "http.stray", actual: expect.stringContaining("HTTP/1.1 200 OK") }] },
  });
});

test("the reference keeps both", async () => {
  const verdicts = await judged(() => undefined);
  expect([STATUS, WELL_FORMED].map((id) => verdicts[id]?.outcome)).toEqual(["pass", "pass"]);
});
