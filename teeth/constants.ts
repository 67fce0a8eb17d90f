import { collectReport } from "../reports/build-report.ts";
import { exitStatus } from "../reports/exit-status.ts";
import { type RunContext, recordOf } from "../reports/record.ts";
import type { Specification } from "../specs/specification.ts";
import { run } from "../suites/run/run.ts";
import { type Handler, handlerTarget } from "../targets/handler-target.ts";

/** The result of a whole run against an endpoint that answers without running a function. */
export interface ConstantScore {
  readonly name: string;
  /** How many clauses could be judged, and which of them passed. */
  readonly judged: number;
  readonly passed: readonly string[];
  /** The exit status of the command. */
  readonly exitStatus: number;
}

const CASES = 3;
const SEED = 1;
const TOOL = { name: "lambda-conformance", version: "teeth" };

/**
 * Runs the suite against the endpoint as the command does, but without clauses that wait. The endpoint never runs the events that it
 * accepts, so waiting for them would take minutes.
 */
export async function scoreConstant(
  name: string,
  handler: Handler,
  whole: Specification,
): Promise<ConstantScore> {
  const specification = { ...whole, clauses: whole.clauses.filter(({ cost }) => cost !== "waits") };
  const context: RunContext = { operations: specification.operations, strict: false, command: "" };
  const collector = collectReport();
  for await (const event of run({
    specification,
    target: handlerTarget(name, () => handler),
    tool: TOOL,
    cases: CASES,
    seed: SEED,
    concurrency: 8,
    timeoutMs: 5_000,
  })) {
    const record = recordOf(event, context);
    if (record) collector.add(record);
  }
  const report = collector.report();
  const judged = report.verdicts.filter(({ outcome }) => outcome === "pass" || outcome === "fail");
  const passed = judged.filter(({ outcome }) => outcome === "pass").map(({ clause }) => clause);
  return { name, judged: judged.length, passed, exitStatus: exitStatus(report) };
}
