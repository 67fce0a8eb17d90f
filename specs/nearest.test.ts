import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const known = ["dead-letter", "durable", "streaming", "stream-short-timeout", "logs"];

test.each([
  ["dead-leter", "dead-letter"],
  ["dead_letter", "dead-letter"],
  ["dead-lettre", "dead-letter"],
  ["streamign", "streaming"],
  ["log", "logs"],
  ["lgos", "logs"],
  ["colour", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
])("%.20s", (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test("an exact word is nearest to itself", () => {
  for (const word of known) expect(nearest(word, known)).toBe(word);
});
