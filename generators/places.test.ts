import { expect, test } from "vitest";
import type { Place } from "../specs/operation.ts";
import { sendable, sendableRaw } from "./places.ts";

test.each<[Place, string, boolean]>([
  ["path", "arn:aws:lambda", true],
  ["path", "é\0\n %", true],
  ["path", "a/b", false],
  ["path", ".", false],
  ["path", "..", false],
  ["path", "...", true],
  ["path", "\ud800", false],
  ["query", "a/b?c=d&e#f%", true],
  ["query", "", true],
  ["query", "\udc00", false],
  ["header", "", true],
  ["header", "a b  c", true],
  ["header", "a\tb", false],
  ["header", " a", false],
  ["header", "a ", false],
  ["header", "a\t", false],
  ["header", "a\nb", false],
  ["header", "a\0", false],
  ["header", "é", false],
  ["header", "a\x7f", false],
  ["body", "\0\xff", true],
  ["body", "Ā", false],
  ["status", "200", true],
  ["status", "2xx", false],
])("in the %s %j is sent as it is: %s", (place, text, expected) => {
  expect(sendable(place, text)).toBe(expected);
});

test.each([
  ["arn:aws:lambda:us-east-1:000000000000:function:a:$LATEST", true],
  ["a!'()*+,;=@~", true],
  ["a b", false],
  ["a%3A", false],
  ["a/b", false],
  ["a?b", false],
  ["a#b", false],
  ["é", false],
  ["", false],
])("%j is in both a path without percent-encoding: %s", (text, expected) => {
  expect(sendableRaw(text)).toBe(expected);
});
