import fc from "fast-check";
import { expect, test } from "vitest";
import { createStyle } from "./style.ts";

test("no line of a text that was wrapped begins a command of GitHub Actions, or is wider than it may be", () => {
  const word = fc.oneof(
    fc.constantFrom("::error::fake", "::", ":::stop-commands::x", " "),
    fc.string({ maxLength: 30 }),
  );
  const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(" ").replace(/[\p{C}\n]/gu, ""));
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 40, max: 120 }),
      fc.constantFrom("", "    got       "),
      (text, width, first) => {
        const lines = createStyle({ width, colour: false }).wrap(first, text).split("\n");
        for (const line of lines) expect(line).not.toMatch(/^\s*::/);
      },
    ),
  );
  const wrapped = createStyle({ width: 40, colour: false }).wrap(
    "    got       ",
    `${"x".repeat(26)} ::error::fake`,
  );
  expect(wrapped).toBe(`    got       ${"x".repeat(21)}\n              xxxxx ::error::fake`);
  const other = createStyle({ width: 40, colour: false }).wrap("", `${"x".repeat(30)} ${"::a".repeat(5)}`);
  expect(other).toBe(`${"x".repeat(30)}\n\\u{3a}${":a::a::a::a::a"}`);
});
