import { collectReport } from "../reports/build-report.ts";
import { exitStatus } from "../reports/exit-status.ts";
import { type RunContext, recordOf } from "../reports/record.ts";
import type { Specification } from "../specs/specification.ts";
import { run } from "../suites/run/run.ts";
import { type Handler, handlerTarget } from "../targets/handler-target.ts";

/** How far an endpoint that answers everything alike gets in a whole run. */
export interface ConstantScore {
  readonly name: string;
  /** Clauses that could be judged, and those of them that passed. */
  readonly judged: number;
  readonly passed: readonly string[];
  /** What the command would exit with. */
  readonly exitStatus: number;
}

const CASES = 3;
const SEED = 1;
const TOOL = { name: "lambda-conformance", version: "teeth" };

/** Runs it as the command does, but for what waits: nothing that it accepts is ever run, and that would be waited for for minutes. */
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
