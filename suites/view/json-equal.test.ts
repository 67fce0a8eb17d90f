import { expect, test } from "vitest";
import { jsonEqual } from "./json-equal.ts";

test.each([
  [{ a: 1, b: [null] }, { b: [null], a: 1 }, true],
  [-0, 0, true],
  [[], {}, false],
  [{ a: undefined }, {}, false],
  [null, {}, false],
  [[1, 2], [1], false],
  [{ hasOwnProperty: 1 }, { toString: 1 }, false],
  ["1", 1, false],
])("%j and %j: %j", (a, b, equal) => {
  expect(jsonEqual(a, b)).toBe(equal);
  expect(jsonEqual(b, a)).toBe(equal);
});
