import { expect, test } from "vitest";
import type { View } from "../view/view.ts";
import type { Performed } from "./perform-case.ts";
import { performInTime } from "./perform-in-time.ts";

const { signal } = new AbortController();

/** Performances that stall this process for a number of ms, and fit or not. The last one stands for all that follow. */
function played(...performances: readonly (readonly [stallMs: number, fits: boolean])[]): {
  readonly result: Promise<Performed>;
  readonly count: () => number;
} {
  let count = 0;
  const current = (): readonly [number, boolean] =>
    performances[Math.min(count, performances.length) - 1] ?? [0, true];
  const seen = (fits: boolean): View => ({ fits }) as unknown as View;
  const result = performInTime(
    async () => {
      count += 1;
      return { observation: { nonce: `n${count}`, calls: [] }, seen: seen(current()[1]) };
    },
    (view) => (view as unknown as { fits: boolean }).fits,
    signal,
    () => ({ longestSince: () => current()[0], end: () => {} }),
  );
  return { result, count: () => count };
}

test("a performance that fits under the eyes of an idle process is enough", async () => {
  const { result, count } = played([0, true]);
  expect(await result).toMatchObject({ observation: { nonce: "n1" } });
  expect(count()).toBe(1);
});

test("what seems to arrive at once while the process stands still is performed again", async () => {
  const { result, count } = played([400, false], [400, true], [0, true]);
  expect(await result).toMatchObject({ observation: { nonce: "n3" } });
  expect(count()).toBe(3);
});

test("the best of 3 performances counts: one that fits shows that the subject can", async () => {
  const { result } = played([0, false], [0, false], [0, true]);
  expect(await result).toMatchObject({ seen: { fits: true } });
});

test("what does not fit 3 times is what the subject does", async () => {
  const { result, count } = played([0, false], [400, false], [0, false]);
  expect(await result).toMatchObject({ seen: { fits: false } });
  expect(count()).toBe(4);
});

test("a process that always stands still tells nothing", async () => {
  const { result, count } = played([201, true], [300, true]);
  expect(await result).toEqual({
    says: "this machine is too busy to time responses: it stalled for 300 ms",
  });
  expect(count()).toBe(10);
});

test("a case that cannot be performed is not performed again", async () => {
  let ended = 0;
  const performed = await performInTime(
    async () => ({ says: "no response" }),
    () => true,
    signal,
    () => ({
      longestSince: () => 0,
      end: () => {
        ended += 1;
      },
    }),
  );
  expect(performed).toEqual({ says: "no response" });
  expect(ended).toBe(1);
});
