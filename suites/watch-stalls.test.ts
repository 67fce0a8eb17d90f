import { expect, test } from "vitest";
import { watchStalls } from "./watch-stalls.ts";

test("the longest time in which nothing could be seen is told, one that lasts until the end too", async () => {
  const busy = (ms: number): void => {
    for (const until = performance.now() + ms; performance.now() < until; );
  };
  const ended = watchStalls();
  await new Promise((resolve) => setTimeout(resolve, 30));
  busy(150);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(ended()).toBeGreaterThanOrEqual(100);

  const late = watchStalls();
  busy(150);
  expect(late()).toBeGreaterThanOrEqual(100);
});
