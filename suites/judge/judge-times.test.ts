import { expect, test } from "vitest";
import type { Driver } from "../../drivers/driver.ts";
import { createLimiter } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import { takeTurns } from "../../drivers/take-turns.ts";
import type { InvokeStep } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { createBackoff } from "./backoff.ts";
import { type Bench, judge } from "./judge.ts";
import { createOracle } from "./oracle.ts";

const specification = loadSpecification();
const clause = specification.clauses.find(
  ({ id }) => id === "invoke-with-response-stream/time/while-it-runs",
) as Clause;

/** Three writes, 500 ms apart, that arrived at these times; the control is answered as it asks. */
function observed(
  nonce: string,
  step: InvokeStep,
  startedAt: number,
  arrivals: readonly number[],
): Observation {
  const script = JSON.stringify((step.payload as { json: unknown }).json).replaceAll("{nonce}", nonce);
  const isControl = script.includes("return");
  const texts = isControl ? [JSON.stringify({ nonce })] : [0, 500, 1000].map((t) => `{"t":${t}}\n`);
  const frames = texts.map((text) => encodeFrame([], Buffer.from(text)));
  return {
    nonce,
    calls: [
      {
        step,
        input: {},
        payload: Buffer.from(script),
        exchanges: [
          {
            origin: "http://127.0.0.1:1",
            request: { method: "POST", target: "/", headers: [], body: Buffer.from(script) },
            startedAt,
            reply: {
              status: 200,
              headers: [],
              body: Buffer.concat(frames),
              chunks: frames.map(({ length }, index) => ({ at: arrivals[index] ?? 0, size: length })),
              headAt: 0,
              endAt: 1000,
            },
          },
        ],
      },
    ],
  };
}

/** A driver whose performances stall the process for so many ms, one after another; the last one for all that follow. */
function benchOf(
  stalls: readonly number[],
  arrivals: (index: number) => readonly number[],
): Bench & { performed: () => number } {
  let performed = 0;
  const driver: Driver = {
    name: "stub",
    async perform(steps, nonce) {
      const index = performed++;
      const startedAt = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const until = performance.now() + (stalls[Math.min(index, stalls.length - 1)] ?? 0);
      while (performance.now() < until);
      return observed(nonce, steps[0] as InvokeStep, startedAt, arrivals(index));
    },
    close: async () => {},
  };
  return {
    specification,
    oracle: createOracle(specification),
    perform: takeTurns(driver, createLimiter(1)),
    heavy: createLimiter(1),
    backoff: createBackoff(),
    seed: 1,
    life: 0,
    cases: 1,
    signal: new AbortController().signal,
    observed: () => {},
    alive: async () => true,
    died: () => {},
    performed: () => performed,
  };
}

const spread = [0, 500, 1000];
const atOnce = [1000, 1000, 1000];

test("what seems to arrive at once while the process stands still is performed again", async () => {
  const bench = benchOf([400, 400, 0], (index) => (index < 2 ? atOnce : spread));
  expect(await judge(clause, bench)).toMatchObject({ outcome: "pass" });
  expect(bench.performed()).toBeGreaterThanOrEqual(4);
});

test("what is late on its way twice and then is not has shown that the endpoint streams", async () => {
  const bench = benchOf([0], (index) => (index < 2 ? atOnce : spread));
  expect(await judge(clause, bench)).toMatchObject({ outcome: "pass" });
});

test("what arrives at once under the eyes of an idle process fails", async () => {
  expect(
    await judge(
      clause,
      benchOf([0], () => atOnce),
    ),
  ).toMatchObject({ outcome: "fail" });
});

test("a process that always stands still tells nothing", async () => {
  expect(
    await judge(
      clause,
      benchOf([300], () => spread),
    ),
  ).toMatchObject({
    outcome: "error",
    because: expect.stringMatching(/^this machine is too busy to tell when replies arrive/),
  });
});
