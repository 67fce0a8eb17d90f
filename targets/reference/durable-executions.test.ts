import { expect, test } from "vitest";
import { DurableExecutions, type Execution } from "./durable-executions.ts";
import type { Job, RunOutcome } from "./runner.ts";

/** Starts executions by name, with results of this many bytes, and counts their runs. */
function starter(executions: DurableExecutions): {
  readonly runs: () => number;
  start(name: string, bytes: number | Promise<RunOutcome>): Execution;
} {
  let runs = 0;
  return {
    runs: () => runs,
    start(name, bytes) {
      const job = { durableName: name, payload: "{}", versionArn: "arn:1" } as Job;
      const run = async (): Promise<RunOutcome> => {
        runs += 1;
        return typeof bytes === "number" ? { result: `{"Result":"${"x".repeat(bytes)}"}` } : bytes;
      };
      return executions.start(job, run, false);
    },
  };
}

const MEGABYTE = 1_000_000;

test("a name stands for one execution, however often it is called", async () => {
  const { start, runs } = starter(new DurableExecutions());
  const [first, second] = [start("one", 10), start("one", 10)];
  expect(second.arn).toBe(first.arn);
  expect(await second.outcome).toEqual(await first.outcome);
  expect(start("one", 10).arn).toBe(first.arn);
  expect(runs()).toBe(1);
});

test("of many results of 5 MB the last ones are kept", async () => {
  const { start, runs } = starter(new DurableExecutions());
  for (let index = 0; index < 12; index++) await start(`n${index}`, 5 * MEGABYTE).outcome;
  const before = runs();
  for (let index = 9; index < 12; index++) start(`n${index}`, 5 * MEGABYTE);
  expect(runs()).toBe(before);
  start("n0", 5 * MEGABYTE);
  expect(runs()).toBe(before + 1);
});

test("an execution that runs is not forgotten for the results of others", async () => {
  const { start, runs } = starter(new DurableExecutions());
  const running = start("running", new Promise<RunOutcome>(() => {}));
  for (let index = 0; index < 6; index++) await start(`n${index}`, 5 * MEGABYTE).outcome;
  const before = runs();
  expect(start("running", 1).arn).toBe(running.arn);
  expect(runs()).toBe(before);
});

test("of more than a thousand the oldest is forgotten", async () => {
  const { start, runs } = starter(new DurableExecutions());
  for (let index = 0; index < 1001; index++) await start(`n${index}`, 10).outcome;
  start("n1", 10);
  expect(runs()).toBe(1001);
  start("n0", 10);
  expect(runs()).toBe(1002);
});
