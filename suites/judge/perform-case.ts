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

/** What a case showed: the raw observation and the view for clauses. */
export interface PerformedCase {
  readonly observation: Observation;
  readonly seen: View;
}

/** A case that showed nothing, though nobody is to blame, and why. */
export interface FailedPerformance {
  readonly says: string;
  /** Set if nothing came although the endpoint lives and there was enough time. */
  readonly silence?: Silence;
}

/** A call without a reply: the endpoint stayed silent, or closed the connection after a while. */
export interface Silence {
  readonly observation: Observation;
  readonly step: InvokeStep;
  /** How long the suite waited for the reply, in ms. */
  readonly afterMs: number;
}

export type Performed = PerformedCase | FailedPerformance;

/**
 * A connection that closes within this time, in ms, counts as lost. Later, the endpoint has worked on the call without returning its
 * result.
 */
const LOST_MS = 1_000;

/** Most performances of a throttled case. An account may allow few concurrent requests. */
const MOST_THROTTLED = 10;

/**
 * Performs a case until it shows something. It repeats the case after throttling, and once after a lost connection.
 * @throws TargetDied if the subject no longer answers; the life of the context has ended then
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
    // Requests that the run itself aborted show nothing about the subject.
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
    // One lost connection between two requests is nobody's fault. Two in a row are worth reporting.
    if (lost || failure.kind === "silence") {
      const says = `no response: ${failure.says} (${made.why})`;
      const { kind, afterMs } = failure;
      const isSilence = kind === "silence" || (kind === "reset" && afterMs >= LOST_MS);
      return isSilence ? { says, silence: { observation, step: failure.step, afterMs } } : { says };
    }
    lost = true;
  }
}

/** Why a case shows nothing: the suite did not wait as long for it as AWS may take. */
function notYet({ afterMs, atLeast, serviceMs = 0 }: GaveUp, came: number, { why }: Case): string {
  const most = Math.ceil(serviceMs / 1000);
  return `${came} of ${atLeast} executions and messages came within ${seconds(afterMs)} s, but AWS may take ${most} s; give --patience ${most} to wait for them (${why})`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function isAboutThrottling({ binds, requires }: Clause): boolean {
  return binds !== "server" || (requires?.includes("throttled") ?? false);
}

/** The first failed exchange that nobody is to blame for, with its step. A step that leaves early is meant to get no response. */
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
