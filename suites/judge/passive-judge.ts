import type { Observation } from "../../drivers/observation.ts";
import type { PassiveClause } from "../../specs/is-passive.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { type CallView, type View, view } from "../view/view.ts";
import { passiveConfirmationOf } from "./attempts.ts";
import { type CaseAttempt, stepsOf } from "./case-attempt.ts";
import { oddnessOf } from "./oddness.ts";
import type { Check, Oracle } from "./oracle.ts";
import type { Verdict, Violation } from "./verdict.ts";

/**
 * Judges the clauses that bind every exchange by what other clauses sent. It counts, and keeps the first failure of each clause that a
 * second performance confirms.
 */
export interface PassiveJudge {
  /** Judges each call of an observation. Smaller cases are not looked at: they are sent only where something failed already. */
  observed(attempt: CaseAttempt, observation: Observation, seen: View): void;
  /**
   * Makes the calls again that broke a clause and are not confirmed yet. The caller sees to it that nothing else is in flight. A failure that
   * does not come again makes its clause flaky.
   * @param perform sends the requests of an attempt
   * @param signal when it aborts, what is left stays unconfirmed
   */
  confirm(
    perform: (attempt: CaseAttempt, signal: AbortSignal) => Promise<Observation>,
    signal: AbortSignal,
  ): Promise<void>;
  verdicts(): readonly Verdict[];
}

/** A passive clause that an exchange broke. */
interface PassiveFailure {
  readonly attempt: CaseAttempt;
  readonly observation: Observation;
  readonly violations: readonly Violation[];
}

interface PassiveTally {
  readonly clause: PassiveClause;
  readonly applies: (view: CallView) => boolean;
  readonly check: Check;
  readonly answers: Map<string, number>;
  exchanges: number;
  /** Those that are not confirmed yet, the plainest first. */
  readonly pending: PassiveFailure[];
  flaky: number;
  failure?: PassiveFailure;
}

/** @param context of the run: its oracle, and its seed for nonces and replay ids */
export function createPassiveJudge(
  clauses: readonly PassiveClause[],
  context: { readonly specification: Specification; readonly oracle: Oracle; readonly seed: number },
): PassiveJudge {
  const { specification, oracle, seed } = context;
  const tallies = clauses.map(
    (clause): PassiveTally => ({
      clause,
      applies: oracle.fits(clause.given.where),
      check: oracle.check(clause),
      answers: new Map(),
      exchanges: 0,
      pending: [],
      flaky: 0,
    }),
  );
  const witnessed = new Set<OperationName>();
  return {
    observed(attempt, observation, seen) {
      if (attempt.purpose === "shrinking") return;
      observation.calls.forEach((call, index) => {
        const callSeen = seen.calls[index] as CallView;
        if (callSeen.witness) witnessed.add(call.step.operation);
        if (callSeen.http === undefined) return;
        for (const tally of tallies) {
          if (tally.clause.operation !== call.step.operation || !tally.applies(callSeen)) continue;
          if (attempt.clause.level === "may" && tally.clause.given.every === "undisputed exchange") continue;
          tally.exchanges += 1;
          const finding = tally.check(callSeen);
          const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
          tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
          if (finding.fits || tally.clause.level === "may" || tally.failure) continue;
          suspect(tally, { attempt, observation, violations: finding.violations });
        }
      });
    },
    async confirm(perform, signal) {
      for (const tally of tallies) {
        for (const failure of tally.pending) {
          const again = passiveConfirmationOf(failure.attempt, seed);
          const observation = await perform(again, signal).catch(() => undefined);
          if (signal.aborted) return;
          if (observation && breaks(tally, view(observation, specification))) {
            tally.failure = failure;
            break;
          }
          tally.flaky += 1;
        }
        tally.pending.length = 0;
      }
    },
    verdicts: () => tallies.map((tally) => verdictOf(tally, witnessed.has(tally.clause.operation), seed)),
  };
}

/** So many failures of a clause are kept until they are confirmed: the first may not come again. */
const MOST_PENDING = 3;

/** Keeps the failures that the plainest cases showed: what is odd about another has nothing to do with them. */
function suspect({ pending }: PassiveTally, failure: PassiveFailure): void {
  const place = pending.findIndex(({ attempt }) => isPlainer(failure.attempt, attempt));
  pending.splice(place === -1 ? pending.length : place, 0, failure);
  pending.length = Math.min(pending.length, MOST_PENDING);
}

/** Whether an attempt differs less from a bare call than another: by what it does on the wire, else by how much it says. */
function isPlainer(attempt: CaseAttempt, other: CaseAttempt): boolean {
  const [steps, others] = [stepsOf(attempt), stepsOf(other)];
  const odder = oddnessOf(steps) - oddnessOf(others);
  return odder === 0 ? JSON.stringify(steps).length < JSON.stringify(others).length : odder < 0;
}

function breaks(tally: PassiveTally, { calls }: View): boolean {
  return calls.some((call) => tally.applies(call) && !tally.check(call).fits);
}

function verdictOf(tally: PassiveTally, witnessed: boolean, seed: number): Verdict {
  const { clause, exchanges, failure } = tally;
  const common = {
    clause: clause.id,
    level: clause.level,
    says: clause.says,
    cases: exchanges,
    exchanges,
    ms: 0,
    ...((clause.level === "may" || clause.expect.length > 1) && {
      answers: Object.fromEntries(tally.answers),
    }),
  };
  if (failure) {
    return {
      ...common,
      outcome: "fail",
      failure: {
        why: failure.attempt.case.why,
        case: failure.attempt.case,
        exchanges: failure.observation.calls.flatMap((call) => call.exchanges),
        violations: failure.violations,
        shrinks: 0,
        replay: `${failure.attempt.clause.id}:${seed}:${failure.attempt.path}`,
      },
    };
  }
  if (tally.pending.length > 0) {
    return { ...common, outcome: "error", because: "interrupted before its failure was confirmed" };
  }
  if (tally.flaky > 0) {
    return {
      ...common,
      outcome: "error",
      because: "flaky: it failed beside other calls and not again, alone",
    };
  }
  if (exchanges === 0)
    return { ...common, outcome: "uncovered", because: "no exchange of this run was one that it binds" };
  if (clause.level === "may") return { ...common, outcome: "noted" };
  if (!witnessed) return { ...common, outcome: "uncovered", because: "nothing shows that the probe ran" };
  return { ...common, outcome: "pass" };
}
