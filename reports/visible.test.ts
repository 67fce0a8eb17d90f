import { expect, test } from "vitest";
import { jsonText } from "./json-text.ts";
import { visible } from "./visible.ts";

test.each([
  ["plain text, accents é and 漢字 stay", "plain text, accents é and 漢字 stay"],
  ["\u001b[31mred", "\\u{1b}[31mred"],
  ["a\nb\r\tc", "a\\nb\\r\\tc"],
  ["\u202eexe.png", "\\u{202e}exe.png"],
  ["zero\u200bwidth \u{e0041}", "zero\\u{200b}width \\u{e0041}"],
  ["\ud800 alone", "\\u{d800} alone"],
  ["😀", "😀"],
])("%j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("characters can be kept", () => {
  expect(visible("a\nb\u0000", "\n")).toBe("a\nb\\u{0}");
});

test("JSON keeps its value and hides nothing", () => {
  const value = { a: "\u202e\u009b31m\u2028\ufeff\u0000 é 😀" };
  const text = jsonText(value);
  expect(text).toBe('{"a":"\\u202e\\u009b31m\\u2028\\ufeff\\u0000 é 😀"}');
  expect(JSON.parse(text)).toEqual(value);
});
