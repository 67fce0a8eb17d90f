import { expect, test } from "vitest";
import type { InvokeStep, Step } from "../generators/case.ts";
import type { Driver } from "./driver.ts";
import { createLimiter } from "./limiter.ts";
import { performSteps } from "./perform-steps.ts";
import { takeTurns } from "./take-turns.ts";

const call: InvokeStep = { do: "invoke", operation: "Invoke", input: {} };
/** An event, and the time that its function takes after the reply. */
const event: readonly Step[] = [call, { do: "wait", ms: 40 }];
const place = { function: "f", account: "1", region: "r", partition: "p" };

/** A driver that records the order of events: when each request begins, and when each case ends. */
function recorder(): { readonly driver: Driver; readonly told: string[] } {
  const told: string[] = [];
  const driver: Driver = {
    name: "recorder",
    async perform(steps, nonce, signal, limiter) {
      const seen = await performSteps(
        steps,
        { ...place, nonce },
        undefined,
        signal,
        limiter,
        async (step) => {
          told.push(nonce);
          await new Promise((resolve) => setTimeout(resolve, 10));
          return { step, input: {}, exchanges: [] };
        },
      );
      told.push(`/${nonce}`);
      return seen;
    },
    close: async () => {},
  };
  return { driver, told };
}

const { signal } = new AbortController();

test("a case that waits between its calls holds nobody up", async () => {
  const { driver, told } = recorder();
  const perform = takeTurns(driver, createLimiter(1));
  await Promise.all([perform(event, "a", signal, "in order"), perform([call], "b", signal, "in order")]);
  expect(told).toEqual(["a", "b", "/b", "/a"]);
});

test("a case that takes long does not wait for its turn", async () => {
  const { driver, told } = recorder();
  const perform = takeTurns(driver, createLimiter(1));
  await Promise.all([
    perform([call, call], "a", signal, "in order"),
    perform([call], "long", signal, "at once"),
  ]);
  expect(told.indexOf("long")).toBeLessThan(told.lastIndexOf("a"));
});

test("a case that is next passes those that wait, but not those in flight", async () => {
  const { driver, told } = recorder();
  const perform = takeTurns(driver, createLimiter(1));
  await Promise.all([
    perform([call], "a", signal, "in order"),
    perform([call], "b", signal, "in order"),
    perform([call], "heavy", signal, "next"),
  ]);
  expect(told.filter((event) => !event.startsWith("/"))).toEqual(["a", "heavy", "b"]);
});

test("a target that stands only so many is given no case before another is over", async () => {
  const { driver, told } = recorder();
  const perform = takeTurns(driver, createLimiter(1), true);
  await Promise.all([
    perform(event, "a", signal, "in order"),
    perform([call], "long", signal, "at once"),
    perform([call], "b", signal, "in order"),
  ]);
  expect(told).toEqual(["a", "/a", "long", "/long", "b", "/b"]);
});
