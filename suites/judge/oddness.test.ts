import { expect, test } from "vitest";
import type { Bytes } from "../../generators/bytes.ts";
import type { InvokeStep, WireShape } from "../../generators/case.ts";
import { oddnessOf } from "./oddness.ts";

const bare: InvokeStep = { do: "invoke", operation: "Invoke", input: { FunctionName: "{function}" } };

test.each<[number, Bytes | undefined]>([
  [0, undefined],
  [0, { json: { nonce: "{nonce}" } }],
  [0, { text: " [1] " }],
  [1, { text: "NaN" }],
  [1, { base64: "Iv8i" }],
])("it is %i for the payload %j", (oddness, payload) => {
  expect(oddnessOf([{ ...bare, ...(payload && { payload }) }])).toBe(oddness);
});

test.each<[number, WireShape]>([
  [0, {}],
  [1, { signature: "none" }],
  [
    2,
    {
      headers: [
        ["A", "b"],
        ["C", "d"],
      ],
    },
  ],
  [2, { method: "GET", path: "raw" }],
])("it is %i for what the wire is told: %j", (oddness, wire) => {
  expect(oddnessOf([{ ...bare, wire }])).toBe(oddness);
});

test("that of several steps adds up, and waiting is no oddity", () => {
  const odd: InvokeStep = { ...bare, payload: { text: "{" } };
  expect(oddnessOf([odd, { do: "wait", ms: 1 }, odd])).toBe(2);
});
