import { afterEach, expect, test } from "vitest";
import { RuntimeThread } from "./runtime-thread.ts";
import { endSpares, keepSpare, takeSpare } from "./spare-threads.ts";

const threads: RuntimeThread[] = [];
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.terminate())));

function spare(): RuntimeThread {
  const thread = new RuntimeThread(128);
  threads.push(thread);
  keepSpare(thread);
  return thread;
}

test("a thread is taken once", () => {
  const thread = spare();
  expect(takeSpare()).toBe(thread);
  expect(takeSpare()).toBeUndefined();
});

test("a thread that ended is not taken", async () => {
  await spare().terminate();
  expect(takeSpare()).toBeUndefined();
});

test("threads whose memory is needed are not kept", () => {
  spare();
  spare();
  endSpares();
  expect(takeSpare()).toBeUndefined();
});
