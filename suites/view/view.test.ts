import { expect, test } from "vitest";
import type { Call, LedgerEntry } from "../../drivers/observation.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { type View, view } from "./view.ts";

const specification = loadSpecification();

function seen(headers: Record<string, string>, ledger?: readonly LedgerEntry[]): View {
  const body = Buffer.from("{}");
  const call: Call = {
    step: { do: "invoke", operation: "Invoke", input: { FunctionName: "probe" } },
    input: { FunctionName: "probe" },
    exchanges: [
      {
        origin: "http://127.0.0.1:1",
        request: { method: "POST", target: "/", headers: [], body: new Uint8Array() },
        startedAt: 0,
        reply: { status: 200, headers: Object.entries(headers), body, chunks: [], headAt: 0, endAt: 0 },
      },
    ],
  };
  return view({ nonce: "n", calls: [call], ...(ledger && { ledger }) }, specification);
}

test("of each output that came it is told what it breaks", () => {
  expect(seen({}).brokenOutputs).toEqual({});
  expect(seen({ "X-Amz-Executed-Version": "$LATEST", "x-amz-log-result": "YQ==" }).brokenOutputs).toEqual({
    ExecutedVersion: [],
    LogResult: [],
  });
  expect(seen({ "X-Amz-Executed-Version": "latest", "x-amz-log-result": "a" }).brokenOutputs).toEqual({
    ExecutedVersion: ["pattern"],
    LogResult: ["base64"],
  });
  expect(seen({ "X-Amz-Executed-Version": "" }).brokenOutputs).toEqual({
    ExecutedVersion: expect.arrayContaining(["minLength"]),
  });
});

test("a trace id is as old as the time in its root says, unless the root is the caller's", () => {
  const fields = { Date: "Mon, 14 Sep 2026 16:32:24 GMT" };
  expect(
    seen({ ...fields, "X-Amzn-Trace-Id": "root=1-6aa82198-2f51ee7b25918f733cc0ef8f;sampled=0" }).traceAge,
  ).toBe(0);
  expect(
    seen({ ...fields, "X-Amzn-Trace-Id": "Lineage=1;Root=1-6aa82190-2f51ee7b25918f733cc0ef8f" }).traceAge,
  ).toBe(8);
  expect(seen({ ...fields, "X-Amzn-Trace-Id": "Root=2-6aa82190" })).not.toHaveProperty("traceAge");
  expect(seen({ "X-Amzn-Trace-Id": "Root=1-6aa82190-2f51ee7b25918f733cc0ef8f" })).not.toHaveProperty(
    "traceAge",
  );
});

/** One call that sent this payload and got this result. */
function answered(payload: unknown, result: unknown): Call {
  return {
    step: { do: "invoke", operation: "Invoke", input: { FunctionName: "probe" } },
    input: { FunctionName: "probe" },
    payload: Buffer.from(JSON.stringify(payload)),
    exchanges: [
      {
        origin: "http://127.0.0.1:1",
        request: { method: "POST", target: "/", headers: [], body: new Uint8Array() },
        startedAt: 0,
        reply: {
          status: 200,
          headers: [],
          body: Buffer.from(JSON.stringify(result)),
          chunks: [],
          headAt: 0,
          endAt: 0,
        },
      },
    ],
  };
}

test.each<[says: string, order: object, result: unknown, witness: boolean]>([
  ["what it was to return", { return: { value: { nonce: "n1.2" } } }, { nonce: "n1.2" }, true],
  ["what another call was to return", { return: { value: { nonce: "n1.2" } } }, { nonce: "n1.1" }, false],
  ["a nonce of another case", { return: { value: { nonce: "n2" } } }, { nonce: "n2" }, false],
  ["what it was to add the nonce to", { context: true, nonce: "n1.2" }, { a: 1, nonce: "n1.2" }, true],
  ["the nonce of another call added", { context: true, nonce: "n1.2" }, { a: 1, nonce: "n1.1" }, false],
  ["no nonce asked for", { return: { value: null } }, null, false],
])("a witness: %s", (_, order, result, witness) => {
  const { calls } = view({ nonce: "n1", calls: [answered({ $probe: order }, result)] }, specification);
  expect(calls[0]?.witness).toBe(witness);
});

test("an echo is no witness", () => {
  const event = { $probe: { context: true, nonce: "n1" } };
  expect(view({ nonce: "n1", calls: [answered(event, event)] }, specification).witness).toBe(false);
});

test("of functions that tell of their environments it is told how many ran at one time, and where", () => {
  const run = (environment: string, beganAt: number, endedAt: number): Call =>
    answered({ $probe: { environment: true, nonce: "n1" } }, { environment, beganAt, endedAt, nonce: "n1" });
  const runsOf = (...calls: Call[]): View["runs"] => view({ nonce: "n1", calls }, specification).runs;
  expect(runsOf(run("a", 0, 10), run("b", 5, 15), run("c", 9, 20), run("a", 10, 12))).toEqual({
    count: 4,
    atOnce: 3,
    environments: 3,
  });
  expect(runsOf(run("a", 0, 10), run("a", 10, 20))).toEqual({ count: 2, atOnce: 1, environments: 1 });
  expect(runsOf(run("a", 5, 5))).toEqual({ count: 1, atOnce: 1, environments: 1 });
  expect(runsOf(answered({ $probe: { context: true } }, { beganAt: 1, endedAt: 2 }))).toBeUndefined();
});

test("a dead letter is no execution", () => {
  const ledger = [
    { at: 1, requestId: "r", context: { tenantId: "blue" } },
    { at: 2, requestId: "r" },
    { at: 3, requestId: "r", deadLetter: { ErrorCode: "200" } },
    { at: 4, destination: { version: "1.0" } },
  ];
  expect(seen({}, ledger).ledger).toEqual({
    count: 2,
    requestIds: ["r"],
    contexts: [{ tenantId: "blue" }],
    deadLetters: [{ ErrorCode: "200", RequestID: "r" }],
    destinations: [{ version: "1.0" }],
  });
  expect(seen({}).ledger).toBeUndefined();
});
