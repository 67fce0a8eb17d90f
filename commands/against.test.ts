import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mutantWithout } from "../mutants/mutant-without.ts";
import type { Differential } from "../reports/differential.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import type { Handler } from "../targets/handler-target.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { command as recordings } from "./recordings.ts";
import { command as run } from "./run.ts";
import { type Called, call } from "./testing/call.ts";

const specification = loadSpecification();
const cwd = mkdtempSync(join(tmpdir(), "against-"));
let reference: Reference;
let sound: HttpDoor;
let other: HttpDoor;
/** How the other endpoint differs from the reference. */
let changes: (handler: Handler) => Handler = (handler) => handler;

beforeAll(async () => {
  reference = createReference({ specification });
  sound = await openHttpDoor(reference);
  other = await openHttpDoor({ handle: (request) => changes(reference).handle(request) });
});
afterAll(async () => {
  await sound.close();
  await other.close();
  await reference.close();
  rmSync(cwd, { recursive: true, force: true });
});

async function compared(
  only: readonly string[],
  wrap: typeof changes = (handler) => handler,
  args: readonly string[] = [],
): Promise<Called & { readonly differential: Differential }> {
  changes = wrap;
  const called = await call(
    run,
    [
      ...["--endpoint", other.url.href, "--against", sound.url.href, "--cases", "3", "--seed", "1"],
      ...only.flatMap((pattern) => ["--only", pattern]),
      ...["--no-color", "--quiet", ...args],
    ],
    { cwd },
  );
  const differential = JSON.parse(readFileSync(join(cwd, "conformance-report/differences.json"), "utf8"));
  expect(schemaFault("differences", differential)).toBeUndefined();
  return { ...called, differential };
}

const everyReply =
  (change: (headers: readonly (readonly [string, string])[]) => readonly (readonly [string, string])[]) =>
  (handler: Handler): Handler => ({
    async handle(request) {
      const reply = await handler.handle(request);
      return { ...reply, headers: change(reply.headers) };
    },
  });

const SOME = [
  "invoke/status/*",
  "invoke/payload/json",
  "invoke/existence/*",
  "invoke/log/*",
  "*/content/order",
];

test("two that do the same do not differ, whatever ids, dates and orders of members they choose", async () => {
  const { differential, exitCode, out } = await compared(SOME, (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const body =
        reply.body instanceof Uint8Array && reply.status >= 400
          ? Buffer.from(
              JSON.stringify(
                Object.fromEntries(Object.entries(JSON.parse(`${Buffer.from(reply.body)}`)).reverse()),
              ),
            )
          : reply.body;
      return {
        ...reply,
        body,
        headers: [...reply.headers, ["X-Powered-By", "something else"], ["Via", "1.1 x"]],
      };
    },
  }));
  expect(differential.differences).toEqual([]);
  expect(differential.alike).toBe(differential.cases);
  expect(differential.cases).toBeGreaterThan(15);
  expect(out).toContain("0 differences");
  expect(exitCode).toBe(0);
});

test("what a clause decides is told with the clause, its sources and who is right", async () => {
  const { differential, exitCode, out } = await compared(["invoke/status/dry-run"], (handler) =>
    mutantWithout("invoke/status/dry-run", specification).wrap(handler, specification, "probe"),
  );
  expect(differential.differences[0]).toMatchObject({
    clause: "invoke/status/dry-run",
    decision: { kind: "decided", clause: "invoke/status/dry-run", level: "must", right: "against" },
    facets: expect.arrayContaining([expect.objectContaining({ facet: "status", against: "204" })]),
  });
  expect(out).toContain("B is right. invoke/status/dry-run (must)");
  expect(exitCode).toBe(1);
});

test("a clause about every exchange decides too", async () => {
  const { differential } = await compared(
    ["invoke/status/request-response"],
    everyReply((headers) =>
      headers.map(([name, value]) => [name, /requestid/i.test(name) ? "seven" : value]),
    ),
  );
  expect(differential.differences.map(({ decision }) => decision)).toEqual([
    expect.objectContaining({ kind: "decided", clause: "invoke/request-id/uuid", right: "against" }),
  ]);
});

test("what no clause speaks of is told apart from what one decides, of the same reply", async () => {
  const { differential } = await compared(
    ["invoke/status/request-response"],
    everyReply((headers) => [
      ...headers.filter(([name]) => !/requestid/i.test(name)),
      ["X-Amz-Request-Id", crypto.randomUUID()],
    ]),
  );
  expect(differential.differences.map(({ decision, facets }) => [decision.kind, facets])).toEqual([
    ["decided", [{ facet: "header x-amzn-requestid", against: "{id}" }]],
    ["silent", [{ facet: "header x-amz-request-id", endpoint: "{id}" }]],
  ]);
});

test("of a field that one always sends and the other never, each is right where it is", async () => {
  const isTraceId = ([name]: readonly [string, string]): boolean => /trace-id/i.test(name);
  const always = everyReply((headers) =>
    headers.some(isTraceId)
      ? headers
      : [...headers, ["X-Amzn-Trace-Id", "Root=1-65f0a000-0123456789abcdef01234567;Sampled=0"]],
  );
  const door = await openHttpDoor({ handle: (request) => always(reference).handle(request) });
  const { differential } = await compared(
    ["invoke/trace-id/*", "invoke/dry-run/*", "invoke/status/*", "invoke/result/null"],
    everyReply((headers) => headers.filter((header) => !isTraceId(header))),
    ["--against", door.url.href],
  );
  await door.close();
  const rights = differential.differences.flatMap(({ facets, decision }) =>
    decision.kind === "decided" && facets[0]?.facet === "header x-amzn-trace-id" ? decision.right : [],
  );
  expect(rights.toSorted()).toEqual(["against", "endpoint"]);
});

test("of what no clause speaks it is told what could be recorded, and recordings add takes the exchange", async () => {
  const { differential, exitCode, out } = await compared(
    ["invoke/status/request-response"],
    everyReply((headers) => [...headers, ["X-Amz-Something-New", "1"]]),
    ["--report", "markdown:-"],
  );
  expect(differential.differences).toHaveLength(1);
  const [{ decision, facets, replay } = {} as Differential["differences"][0]] = differential.differences;
  expect(facets).toEqual([{ facet: "header x-amz-something-new", endpoint: "1" }]);
  expect(decision).toEqual({ kind: "silent", record: expect.stringContaining(`--replay '${replay}'`) });
  expect(out).toContain("No clause covers this");
  expect(out).toContain("| header x-amz-something-new | `1` |  |");
  expect(exitCode).toBe(0);
  const added = await call(
    recordings,
    ["add", "conformance-report/endpoint.har", "--by", "somebody", "--to", "kept", "--everything"],
    { cwd },
  );
  expect(added.out).toContain("1 of 1 entries are in");
});

test("other words in a message are no difference, unless a clause speaks of them", async () => {
  const reworded = (handler: Handler): Handler => ({
    async handle(request) {
      const reply = await handler.handle(request);
      if (reply.status < 400 || !(reply.body instanceof Uint8Array)) return reply;
      const body = `${Buffer.from(reply.body)}`.replace(/"Message":"/i, "$&Oh no: ");
      return {
        ...reply,
        body: Buffer.from(body),
        headers: reply.headers.filter(([name]) => name.toLowerCase() !== "content-length"),
      };
    },
  });
  const { differential } = await compared(["invoke/client-context/not-base64"], reworded);
  expect(differential.differences).toEqual([]);
  const named = await compared(["invoke/existence/message"], reworded);
  expect(named.differential.differences.map(({ decision }) => decision)).toEqual([
    expect.objectContaining({ kind: "decided", clause: "invoke/existence/message", right: "against" }),
  ]);
});

test("whoever refuses the twin too is not right to refuse", async () => {
  const refusesDryRuns = (handler: Handler): Handler => ({
    async handle(request) {
      const isDryRun = request.headers.some(([, value]) => value === "DryRun");
      const headers = request.headers.map(
        ([name, value]) => [name, isDryRun ? value.replace("DryRun", "Nope") : value] as const,
      );
      return handler.handle({ ...request, headers });
    },
  });
  const servesAll = mutantWithout("invoke/dry-run/bad-parameter", specification);
  const door = await openHttpDoor(servesAll.wrap(reference, specification, "probe"));
  const { differential } = await compared(["invoke/dry-run/bad-parameter"], refusesDryRuns, [
    "--against",
    door.url.href,
  ]);
  await door.close();
  expect(differential.differences).toEqual([]);
  expect(differential.unclear).toBeGreaterThan(0);
});

test("what comes now in this way and now in that is no difference", async () => {
  let calls = 0;
  const { differential } = await compared(["invoke/status/dry-run"], (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const isCase = /DryRun/.test(JSON.stringify(request.headers));
      return isCase && calls++ === 0 ? { ...reply, status: 500 } : reply;
    },
  }));
  expect(differential.differences).toEqual([]);
});

test.each([
  [["--client", "boto3", "--against", "http://127.0.0.1:1"], "compares endpoints and targets, not clients"],
  [["--against", "http://127.0.0.1:1", "--record", "x.har"], "cannot be combined with --record <file>"],
  [["--against", "http://192.0.2.1"], "192.0.2.1 is not this machine"],
])("%j is refused in one line", async (args, says) => {
  await expect(call(run, [...args, "--cases", "1"], { cwd })).rejects.toThrow(says);
});
