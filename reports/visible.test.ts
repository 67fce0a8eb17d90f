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
  ["::error::fake", "\\u{3a}:error::fake"],
  ["  ::error::fake", "  \\u{3a}:error::fake"],
  ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/a"],
  ["a ##[add-mask]b ##vso[task]c ##[x", "a \\u{23}#[add-mask]b \\u{23}#vso[task]c \\u{23}#[x"],
  ["## heading [a]", "## heading [a]"],
])("%j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("characters can be kept", () => {
  expect(visible("a\nb\u0000", "\n")).toBe("a\nb\\u{0}");
  expect(visible("a\n ::error::b", "\n")).toBe("a\n \\u{3a}:error::b");
});

test("JSON keeps its value and hides nothing", () => {
  const value = { a: "\u202e\u009b31m\u2028\ufeff\u0000 é 😀 ##[group]\u{e0041}" };
  const text = jsonText(value);
  expect(text).toBe('{"a":"\\u202e\\u009b31m\\u2028\\ufeff\\u0000 é 😀 \\u0023#[group]\\udb40\\udc41"}');
  expect(JSON.parse(text)).toEqual(value);
});
