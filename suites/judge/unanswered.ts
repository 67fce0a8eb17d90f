import { expectedMs } from "../../generators/expected-ms.ts";
import type { Clause } from "../../specs/clause.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import type { CaseResult } from "./case-judge.ts";
import { controlOf } from "./control.ts";
import type { JudgeContext } from "./judge-context.ts";
import type { FailedPerformance, Performed } from "./perform-case.ts";
import { RESPONSE } from "./verdict.ts";

/**
 * Silence counts if it lasts this many ms longer than the call should take. If the case is confirmed, that excess must also be this many
 * times as long as the control took.
 */
const LEAST_SILENCE_MS = 2_000;
const TIMES_CONTROL = 10;

/**
 * The result of a case that showed nothing. Silence breaks the clause if the control gets a response soon: then the endpoint lost the call.
 * It becomes a failure only if it comes again with nothing else in flight.
 */
export async function unanswered(
  clause: Clause,
  planned: PlannedAttempt,
  { says, silence }: FailedPerformance,
  { specification }: Pick<JudgeContext, "specification">,
  perform: (planned: PlannedAttempt) => Promise<Performed>,
): Promise<CaseResult> {
  const nothing: CaseResult = { kind: "error", says };
  if (silence === undefined || clause.level === "may" || clause.binds === "client") return nothing;
  const { observation, step, afterMs } = silence;
  const longer = afterMs - expectedMs(step, specification.fixtures);
  if (longer < LEAST_SILENCE_MS) return nothing;
  const control = await perform(controlOf(clause, specification));
  if ("says" in control)
    return { kind: "error", says: `${says}; the control request got no response either` };
  const controlMs = control.seen.timing?.endMs ?? 0;
  // While other requests are in flight, the control may have to wait for them.
  if (planned.purpose !== "first" && longer < TIMES_CONTROL * controlMs) {
    return { kind: "error", says: `${says}; the control took ${Math.round(controlMs)} ms` };
  }
  const actual = `no response within ${seconds(afterMs)} s; the control got a response in ${Math.ceil(controlMs)} ms`;
  return {
    kind: "misses",
    violations: [{ says: RESPONSE, expected: "a response", actual }],
    observation,
    silent: true,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
}
