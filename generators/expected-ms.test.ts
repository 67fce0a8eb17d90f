import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Bytes } from "./bytes.ts";
import type { InvokeStep } from "./case.ts";
import { expectedMs } from "./expected-ms.ts";

const { fixtures } = loadSpecification();

function call(payload?: Bytes, FunctionName = "{function}"): InvokeStep {
  return { do: "invoke", operation: "Invoke", input: { FunctionName }, ...(payload && { payload }) };
}

const told = ($probe: object, name?: string): number =>
  expectedMs(call({ json: { $probe } }, name), fixtures);

test("a plain call takes no time, whatever its payload is", () => {
  expect(expectedMs(call(), fixtures)).toBe(0);
  expect(told({ return: { value: 1 } })).toBe(0);
  for (const json of [null, [], "x", 1, { $probe: {} }]) {
    expect(expectedMs(call({ json }), fixtures)).toBe(0);
  }
});

test("what the probe is told to wait counts, beyond the timeout of its function, too", () => {
  expect(told({ sleep: { ms: 10_000 } })).toBe(10_000);
  expect(told({ sleep: { ms: 10_000 } }, "{function}-short-timeout")).toBe(10_000);
});

test("a stream takes its pauses, its writes and its bytes", () => {
  const chunks = [{ text: "a".repeat(1000), times: 10, pauseMs: 100 }, { base64: "AAAA" }];
  expect(told({ stream: { chunks, sleep: { after: 0, ms: 500 } } })).toBeCloseTo(10 * 101 + 1 + 500 + 10.004);
});

test("megabytes take seconds, both ways", () => {
  expect(told({ bytes: { size: 5_000_000 } })).toBe(5_000);
  expect(
    expectedMs(call({ concat: [{ text: '"' }, { repeat: { text: "aa" }, times: 500_000 }] }), fixtures),
  ).toBe(1_000.001);
});

test("a function that ends without a word may be noticed when its timeout is over", () => {
  expect(told({ exit: { code: 1 } })).toBe(30_000);
  expect(told({ unserialisable: true }, "{function}-short-timeout")).toBe(1_000);
  expect(told({ stream: { chunks: [], exit: { after: -1, code: 1 } } }, "{function}-stream")).toBe(120_000);
  expect(told({ exit: { code: 1 } }, "{account}:function:{function}")).toBe(30_000);
});
