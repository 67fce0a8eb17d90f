import type { GaveUp, Observation } from "../../drivers/observation.ts";
import type { Case, InvokeStep } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { type View, view } from "../view/view.ts";
import type { Attempts } from "./attempts.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import type { JudgeContext } from "./judge-context.ts";
import { TargetDied } from "./target-died.ts";
import { throttling } from "./throttling.ts";

/** What a case showed, raw and as clauses see it. */
export interface PerformedCase {
  readonly observation: Observation;
  readonly seen: View;
}

/** A case that showed nothing, which is nobody's fault, and why. */
export interface FailedPerformance {
  readonly says: string;
  /** Nothing came although the endpoint lives and there was time: what was seen. */
  readonly silence?: Silence;
}

/** A call without a reply: the endpoint was silent, or closed the connection when it had been for a while. */
export interface Silence {
  readonly observation: Observation;
  readonly step: InvokeStep;
  /** How long the reply was waited for. */
  readonly afterMs: number;
}

export type Performed = PerformedCase | FailedPerformance;

/** A connection that is closed within so many ms was lost; later, the endpoint had something to do and did not say what came of it. */
const LOST_MS = 1_000;

/** A throttled case is performed again this often: an account may allow few requests at once. */
const MOST_THROTTLED = 10;

/**
 * Performs a case until it shows something: again after a throttled request, and again, once, after a lost connection.
 * @throws TargetDied when the subject answers nothing any more; the life of the context has ended then
 */
export async function performCase(
  planned: PlannedAttempt,
  attempts: Attempts,
  context: JudgeContext,
): Promise<Performed> {
  const { backoff, life, specification } = context;
  const { clause, case: made } = planned;
  let lost = false;
  for (let performances = 0; ; performances++) {
    if (life.signal.aborted) return { says: "interrupted" };
    const attempt = attempts(planned);
    let observation: Observation;
    try {
      observation = await context.perform(attempt, life.signal);
    } catch (fault) {
      if (life.signal.aborted) return { says: "interrupted" };
      return { says: `the case could not be performed: ${(fault as Error).message} (${made.why})` };
    }
    // The requests that the run gave up itself say nothing about the subject.
    if (life.signal.aborted) return { says: "interrupted" };
    const seen = view(observation, specification);
    context.observed(attempt, observation, seen);
    const throttle = isAboutThrottling(clause) ? undefined : throttling(seen, specification);
    if (throttle !== undefined) {
      if (performances < MOST_THROTTLED && (await backoff.wait(life.signal))) continue;
      return { says: `throttled: ${throttle}; a lower --concurrency may help (${made.why})` };
    }
    const failure = failureOf(observation);
    if (!failure) {
      backoff.served();
      const { gaveUp, ledger = [] } = observation;
      if (gaveUp?.serviceMs !== undefined) return { says: notYet(gaveUp, ledger.length, made) };
      return { observation, seen };
    }
    if (!(await context.alive())) {
      life.end();
      throw new TargetDied(attempt);
    }
    // One connection lost between two requests is nobody's fault. The same twice is worth telling.
    if (lost || failure.kind === "silence") {
      const says = `no reply: ${failure.says} (${made.why})`;
      const { kind, afterMs } = failure;
      const isSilence = kind === "silence" || (kind === "reset" && afterMs >= LOST_MS);
      return isSilence ? { says, silence: { observation, step: failure.step, afterMs } } : { says };
    }
    lost = true;
  }
}

/** Why a case shows nothing: it was not waited for as long as the real service may take. */
function notYet({ afterMs, atLeast, serviceMs = 0 }: GaveUp, came: number, { why }: Case): string {
  const most = Math.ceil(serviceMs / 1000);
  return `${came} of ${atLeast} executions and messages came within ${seconds(afterMs)} s, and the real service may take ${most} s: --patience ${most} waits for them (${why})`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function isAboutThrottling({ binds, requires }: Clause): boolean {
  return binds !== "server" || (requires?.includes("throttled") ?? false);
}

/** The first failure that is nobody's fault and that the case did not ask for, and its step: one that leaves early gets no response. */
function failureOf({
  calls,
}: Observation): (NonNullable<Exchange["failure"]> & { readonly step: InvokeStep }) | undefined {
  return calls
    .filter(({ step }) => step.wire?.leave === undefined)
    .flatMap(({ step, exchanges }) =>
      exchanges.flatMap(({ failure }) => (failure ? { ...failure, step } : [])),
    )
    .find(({ kind }) => kind !== "malformed" && kind !== "too-long");
}
