import { expect, test } from "vitest";
import { showApart } from "./show-apart.ts";

test("short values are shown whole", () => {
  expect(showApart({ a: 1 }, { a: 2 }, 300)).toEqual(['{"a":1}', '{"a":2}']);
});

test("long ones that differ in their middle are shown where they differ", () => {
  const [long, other] = ["x", "y"].map((letter) => "a".repeat(1000) + letter + "b".repeat(1000));
  const [expected, actual] = showApart(long, other, 100);
  expect(expected).not.toBe(actual);
  expect(expected).toMatch(/a+xb+/);
  expect(actual).toMatch(/a+yb+/);
  expect(expected.length).toBeLessThan(150);
});

test("what JSON writes alike is told apart by its kind", () => {
  const [expected, actual] = showApart(Number.POSITIVE_INFINITY, null, 100);
  expect(expected).not.toBe(actual);
});
