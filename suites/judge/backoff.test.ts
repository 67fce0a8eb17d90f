import { expect, test } from "vitest";
import { createBackoff } from "./backoff.ts";

const { signal } = new AbortController();

test("cases that are throttled at the same time wait together", async () => {
  const backoff = createBackoff([1, 1]);
  expect(await Promise.all([backoff.wait(signal), backoff.wait(signal)])).toEqual([true, true]);
  expect(await backoff.wait(signal)).toBe(true);
  expect(await backoff.wait(signal)).toBe(false);
});

test("nobody waits any more where waiting did not help, until a case is served", async () => {
  const backoff = createBackoff([1]);
  await backoff.wait(signal);
  expect(await backoff.wait(signal)).toBe(false);
  backoff.served();
  expect(await backoff.wait(signal)).toBe(true);
});

test("an interrupted run does not wait", async () => {
  const backoff = createBackoff([60_000]);
  const stop = new AbortController();
  const waited = backoff.wait(stop.signal);
  stop.abort();
  expect(await waited).toBe(true);
});
