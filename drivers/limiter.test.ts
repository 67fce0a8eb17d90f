import { expect, test } from "vitest";
import { createLimiter, tellingOf } from "./limiter.ts";

test("never more than its capacity at once, all in the end, and a failing task gives its place back", async () => {
  const limiter = createLimiter(3);
  let now = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      limiter(async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        if (index % 5 === 0) throw new Error("no");
        return index;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(16);
});

test("it is told when the first task comes and when none is left, also where one fails", async () => {
  const told: boolean[] = [];
  const limiter = tellingOf(createLimiter(1), (busy) => told.push(busy));
  const failing = limiter(async () => {
    throw new Error("no");
  });
  const other = limiter(async () => "yes");
  expect(told).toEqual([true]);
  await expect(failing).rejects.toThrow("no");
  expect(await other).toBe("yes");
  expect(told).toEqual([true, false]);
  await limiter(async () => "again");
  expect(told).toEqual([true, false, true, false]);
});
