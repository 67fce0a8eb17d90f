import { expect, test } from "vitest";
import { watchStalls } from "./watch-stalls.ts";

const busy = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until; );
};
const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("the longest time in which nothing could be seen is told, one that is not over too", async () => {
  const stalls = watchStalls();
  const began = Date.now();
  await idle(30);
  busy(150);
  await idle(30);
  expect(stalls.longestSince(began)).toBeGreaterThanOrEqual(100);
  stalls.end();

  const late = watchStalls();
  const then = Date.now();
  busy(150);
  expect(late.longestSince(then)).toBeGreaterThanOrEqual(100);
  late.end();
});

test("what was before the moment does not count, nor does the part of a stall that was", async () => {
  const stalls = watchStalls();
  busy(300);
  await idle(30);
  const after = Date.now();
  await idle(30);
  const later = stalls.longestSince(after);
  expect(stalls.longestSince(after - 80)).toBeLessThan(200);
  expect(later).toBeLessThan(200);
  stalls.end();
});
