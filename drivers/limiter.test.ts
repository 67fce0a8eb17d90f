import { expect, test } from "vitest";
import { createLimiter } from "./limiter.ts";

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
