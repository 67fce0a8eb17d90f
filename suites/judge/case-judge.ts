import type { Observation } from "../../drivers/observation.ts";
import type { Case } from "../../generators/case.ts";
import type { Answer, Clause } from "../../specs/clause.ts";
import type { View } from "../view/view.ts";
import { badReply } from "./bad-reply.ts";
import type { AttemptPurpose, PlannedAttempt } from "./case-attempt.ts";
import { describeResponse } from "./describe-response.ts";
import type { JudgeContext } from "./judge-context.ts";
import type { Check, Finding } from "./oracle.ts";
import type { Performed } from "./perform-case.ts";
import { performInTime } from "./perform-in-time.ts";
import { tellsTime } from "./tells-time.ts";
import { createTwins } from "./twins.ts";
import { unanswered } from "./unanswered.ts";
import type { Violation } from "./verdict.ts";

/** What one case shows about the subject: it keeps the clause, breaks it, shows nothing, or was not permitted. */
export type CaseResult =
  /** `refused`: the case was refused, and its sound twin was not refused in the same way. */
  | { readonly kind: "fits"; readonly refused?: true }
  | MissedCase
  | { readonly kind: "error"; readonly says: string }
  | { readonly kind: "denied" }
  /** There is no probe, and the endpoint may refuse the case for that reason: it refuses the sound twin in the same way. */
  | { readonly kind: "masked"; readonly says: string };

/** A case that shows how the subject breaks the clause. */
export interface MissedCase {
  readonly kind: "misses";
  readonly violations: readonly Violation[];
  /** What the case showed. It may hold megabytes, so it is kept only to report the failure. */
  readonly observation: Observation;
  /** Set if no reply came. Shrinking would have to wait as long for each smaller case. */
  readonly silent?: true;
}

/** @param path names the case in a replay id */
export type CaseJudge = (made: Case, path: string, purpose: AttemptPurpose) => Promise<CaseResult>;

/**
 * Makes a judge of single cases of a clause. It performs a case, with its twin if it is a breaking one, and checks what it showed.
 * @param answered called with the answer that each case got, in words
 */
export function createCaseJudge(
  clause: Clause,
  context: Pick<JudgeContext, "oracle" | "heavy" | "life" | "probe" | "specification">,
  perform: (planned: PlannedAttempt) => Promise<Performed>,
  answered: (answer: string) => void,
): CaseJudge {
  const check: Check = context.oracle.check(clause);
  // A machine that is too busy to see arrivals is too busy for a function that has little time, too.
  const isTimed = tellsTime(clause.expect) || clause.cost === "alone";
  const twins = createTwins(perform);
  const performed = (planned: PlannedAttempt): Promise<Performed> =>
    isTimed
      ? performInTime(
          () => perform(planned),
          (seen) => check(seen).fits,
          context.life.signal,
        )
      : perform(planned);
  const judged = async (planned: PlannedAttempt): Promise<CaseResult> => {
    const shown = await performed(planned);
    if ("says" in shown) return unanswered(clause, planned, shown, context, perform);
    const { observation, seen } = shown;
    const bad = clause.binds === "server" ? badReply(observation) : undefined;
    const finding: Finding = bad ? { fits: false, violations: [bad] } : check(seen);
    if (!finding.fits) {
      if (isDenied(clause, seen)) return { kind: "denied" };
      if (!context.probe && isRefusal(seen) && planned.case.twin !== undefined) {
        const twin = await twins(planned);
        if (twin !== undefined && !("says" in twin) && isSameRefusal(twin.seen, seen)) {
          return { kind: "masked", says: twinRefused(twin.seen) };
        }
      }
      answered(`other: ${finding.violations[0]?.actual ?? "no answer"}`);
      return {
        kind: "misses",
        violations: [...finding.violations, ...waitedInVain(observation)],
        observation,
      };
    }
    answered(finding.answer);
    // A may clause cannot fail, so its answers are noted whatever happens to the twin.
    if (clause.level === "may" || planned.case.twin === undefined || !isRefusal(seen)) {
      return { kind: "fits" };
    }
    const twin = await twins(planned);
    if (twin === undefined) return { kind: "fits", refused: true };
    if ("says" in twin) return { kind: "error", says: twin.says };
    if (!isSameRefusal(twin.seen, seen)) return { kind: "fits", refused: true };
    return { kind: context.probe ? "error" : "masked", says: twinRefused(twin.seen) };
  };
  return (made, path, purpose) => {
    const planned = { clause, case: made, path, purpose, twin: false };
    return clause.cost === "heavy" ? context.heavy(() => judged(planned)) : judged(planned);
  };
}

/** The violation for executions and messages that did not come in time. It explains the violations before it. */
function waitedInVain({ gaveUp, ledger = [] }: Observation): Violation[] {
  if (gaveUp === undefined) return [];
  const { afterMs, atLeast } = gaveUp;
  const within = `within ${Math.round(afterMs / 1000)} s (--patience)`;
  return [{ says: "executions and messages", expected: `${atLeast} ${within}`, actual: `${ledger.length}` }];
}

/**
 * Whether a missing permission explains the response. It does not for clauses that bind clients, whose responses are scripted, nor for
 * clauses that expect the refusal.
 */
function isDenied({ binds, expect }: Clause, { status, error }: View): boolean {
  const denied = "AccessDeniedException";
  const isAboutIt = expect.some((answer) => answer.error === denied || statusOf(answer) === 403);
  if (binds !== "server" || isAboutIt) return false;
  return status === 403 && error?.code === denied;
}

/** The one status that an answer allows, if its schema names one. */
function statusOf({ schema }: Answer): unknown {
  return (schema as { readonly properties?: { readonly status?: { readonly const?: unknown } } } | undefined)
    ?.properties?.status?.const;
}

function isRefusal({ status = 0 }: View): boolean {
  return status >= 400;
}

function isSameRefusal(twin: View, seen: View): boolean {
  return twin.status === seen.status && twin.error?.code === seen.error?.code;
}

/** Why a refusal shows nothing: the twin is refused too, so the fault may not be the cause. */
function twinRefused(twin: View): string {
  return `the same request without the fault is rejected in the same way: ${describeResponse(twin)}`;
}
