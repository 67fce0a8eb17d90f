import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Waiting, whileWaiting } from "./while-waiting.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream that keeps what is written. */
class Screen extends Writable {
  readonly isTTY: boolean;
  text = "";
  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }
  override _write(chunk: string, _: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** Two things that take 25 s and 1 s. */
async function work(waiting: Waiting): Promise<string> {
  waiting.for("trying the probe");
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  waiting.for("trying streaming");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return "found";
}

async function shownBy(isTTY: boolean): Promise<string> {
  const screen = new Screen(isTTY);
  const done = whileWaiting(screen, work);
  await vi.advanceTimersByTimeAsync(26_000);
  expect(await done).toBe("found");
  const { text } = screen;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.text, "nothing after the end").toBe(text);
  return text;
}

test("a file or a CI log gets a line every 10 seconds", async () => {
  expect(await shownBy(false)).toBe("trying the probe, for 10 s\ntrying the probe, for 20 s\n");
});

test("a terminal shows each step in one line, with its time, and nothing at the end", async () => {
  const esc = String.fromCharCode(27);
  const shown = (await shownBy(true)).split(`${esc}[1G${esc}[2K`);
  expect(shown.slice(1, 4)).toEqual([
    "trying the probe, for 1.0 s",
    "trying the probe, for 2.0 s",
    "trying the probe, for 3.0 s",
  ]);
  expect(shown).toContain("trying streaming, for 0.0 s");
  expect(shown.at(-1)).toBe("");
  expect(shown.join("")).not.toContain("\n");
});

test("it ends with the fault of the work", async () => {
  const screen = new Screen(false);
  const failing = whileWaiting(screen, async (waiting) => {
    waiting.for("trying the probe");
    throw new Error("no probe");
  });
  await expect(failing).rejects.toThrow("no probe");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.text).toBe("");
});
