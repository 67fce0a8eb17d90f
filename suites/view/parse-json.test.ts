import { expect, test } from "vitest";
import { jsonEqual } from "./json-equal.ts";
import { isRawNumber, parseJson } from "./parse-json.ts";

test.each([
  "1",
  "-0",
  "0.1",
  "1e20",
  "100000000000000000000",
  "9007199254740991",
  "1.7976931348623157e308",
  "5e-324",
  "1E+2",
])("%s is a double", (text) => {
  expect(parseJson(text)).toBe(Number(text));
});

test.each([
  "12345678901234567890",
  "9007199254740993",
  "1e400",
  "-1e400",
  "0.1000000000000000055511151231257827",
  "1e-400",
])("%s is kept as text", (text) => {
  const value = parseJson(text);
  expect(isRawNumber(value)).toBe(true);
  expect(JSON.stringify({ value })).toBe(`{"value":${text}}`);
});

test.each([
  ["12345678901234567890", "12345678901234567890", true],
  ["12345678901234567890", "12345678901234567891", false],
  ["1e400", "1E+400", true],
  ["1e400", "1e401", false],
  ["1e400", "-1e400", false],
  // The number that a function in JavaScript returns.
  ["12345678901234567890", "12345678901234567000", true],
  ["12345678901234567890", "12345678901234560000", false],
  ["1e400", "null", true],
  ["12345678901234567890", "null", false],
  ["12345678901234567890", '"12345678901234567890"', false],
])("%s and %s are equal: %s", (a, b, equal) => {
  expect(jsonEqual(parseJson(`[${a}]`), parseJson(`[${b}]`))).toBe(equal);
  expect(jsonEqual(parseJson(`[${b}]`), parseJson(`[${a}]`))).toBe(equal);
});

test("digits in text stay text", () => {
  expect(parseJson('{"a":"12345678901234567890"}')).toEqual({ a: "12345678901234567890" });
});
