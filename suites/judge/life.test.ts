import { expect, test } from "vitest";
import { createLife } from "./life.ts";

test("a life ends with the death of the subject: whatever waits for it ends", () => {
  const life = createLife(3, new AbortController().signal);
  expect([life.number, life.over, life.signal.aborted]).toEqual([3, false, false]);
  life.end();
  expect([life.over, life.signal.aborted]).toEqual([true, true]);
});

test("an interrupted run is not the death of the subject", () => {
  const stop = new AbortController();
  const life = createLife(0, stop.signal);
  stop.abort();
  expect([life.over, life.signal.aborted]).toEqual([false, true]);
});
