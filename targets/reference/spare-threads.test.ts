import { afterEach, expect, test } from "vitest";
import { RuntimeThread } from "./runtime-thread.ts";
import { keepSpare, takeSpare } from "./spare-threads.ts";

const threads: RuntimeThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.terminate())));

function spare(memoryMb: number): RuntimeThread {
  const thread = new RuntimeThread(memoryMb);
  threads.push(thread);
  keepSpare(thread);
  return thread;
}

test("a thread is taken once, by an environment with the same memory", () => {
  const thread = spare(128);
  expect(takeSpare(256)).toBeUndefined();
  expect(takeSpare()).toBe(thread);
  expect(takeSpare()).toBeUndefined();
});

test("a thread that ended is not taken", async () => {
  await spare(128).terminate();
  expect(takeSpare()).toBeUndefined();
});
