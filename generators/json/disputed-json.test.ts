import fc from "fast-check";
import { expect, test } from "vitest";
import { brokenJsonKinds } from "./broken-json.ts";
import { isDisputedJson } from "./disputed-json.ts";

const tolerated = brokenJsonKinds.filter((kind) => kind.tolerated !== undefined);

test.each(tolerated)("$kind is disputed", ({ many }) => {
  for (const { value } of fc.sample(many, { seed: 1, numRuns: 50 })) {
    expect(isDisputedJson(value), JSON.stringify(value)).toBe(true);
  }
});

test.each(["{} x", "1 2", "\xef\xbb\xbf{}", " ", "\n", '{"a":1}{"b":2}'])("%j is disputed", (text) => {
  expect(isDisputedJson(text)).toBe(true);
});

test.each(["value", "{", '{"a":', "{'a':1}", "nil", "[1,2", '"a', "<a/>", '{"a" 0}'])(
  "%j is not disputed: no parser reads it",
  (text) => {
    expect(isDisputedJson(text)).toBe(false);
  },
);
