import type { Observation } from "../../drivers/observation.ts";
import type { Case } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { CallView, View } from "../view/view.ts";
import type { Check, Oracle } from "./oracle.ts";
import type { Verdict, Violation } from "./verdict.ts";

/** A passive clause that an exchange broke: what is needed to confirm and to tell it. */
export interface PassiveFailure {
  readonly clause: Clause;
  readonly madeBy: Clause;
  readonly case: Case;
  readonly path: string;
  readonly observation: Observation;
  readonly violations: readonly Violation[];
}

/**
 * Judges the clauses that bind every exchange on what other clauses sent. It keeps the first failure of each that is
 * confirmed by a second performance, and counts.
 */
export interface PassiveJudge {
  /** Judges each call of an observation; returns the failures that are new. */
  judge(
    observation: Observation,
    seen: View,
    madeBy: Clause,
    made: Case,
    path: string,
  ): readonly PassiveFailure[];
  /** Keeps a failure that the second performance of its case shows again, or counts it as flaky. */
  settle(failure: PassiveFailure, again: View | undefined): void;
  verdicts(): readonly Verdict[];
}

interface Tally {
  readonly clause: Clause;
  readonly applies: (view: CallView) => boolean;
  readonly check: Check;
  readonly answers: Map<string, number>;
  exchanges: number;
  state: "sound" | "unconfirmed" | "failed";
  flaky: number;
  failure?: PassiveFailure;
}

/** @param seed of the run, for replay ids. */
export function createPassiveJudge(clauses: readonly Clause[], oracle: Oracle, seed: number): PassiveJudge {
  const tallies = clauses.map((clause): Tally => {
    if (!("every" in clause.given)) throw new Error(`${clause.id} is not a passive clause`);
    return {
      clause,
      applies: oracle.fits(clause.given.where as never),
      check: oracle.check(clause),
      answers: new Map(),
      exchanges: 0,
      state: "sound",
      flaky: 0,
    };
  });
  const witnessed = new Set<OperationName>();
  return {
    judge(observation, seen, madeBy, made, path) {
      const failures: PassiveFailure[] = [];
      observation.calls.forEach((call, index) => {
        const callSeen = seen.calls[index] as CallView;
        if (callSeen.witness) witnessed.add(call.step.operation);
        if (callSeen.status === undefined) return;
        for (const tally of tallies) {
          if (tally.clause.operation !== call.step.operation || !tally.applies(callSeen)) continue;
          tally.exchanges += 1;
          const finding = tally.check(callSeen);
          const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
          tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
          if (finding.fits || tally.clause.level === "may" || tally.state !== "sound") continue;
          tally.state = "unconfirmed";
          const { clause } = tally;
          failures.push({ clause, madeBy, case: made, path, observation, violations: finding.violations });
        }
      });
      return failures;
    },
    settle(failure, again) {
      const tally = tallies.find(({ clause }) => clause === failure.clause);
      if (tally?.state !== "unconfirmed") return;
      const confirmed = again?.calls.some((call) => tally.applies(call) && !tally.check(call).fits) ?? false;
      tally.state = confirmed ? "failed" : "sound";
      if (confirmed) tally.failure = failure;
      else tally.flaky += 1;
    },
    verdicts: () => tallies.map((tally) => verdictOf(tally, witnessed.has(tally.clause.operation), seed)),
  };
}

function verdictOf(tally: Tally, witnessed: boolean, seed: number): Verdict {
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
        why: failure.case.why,
        case: failure.case,
        exchanges: failure.observation.calls.flatMap((call) => call.exchanges),
        violations: failure.violations,
        shrinks: 0,
        replay: `${failure.madeBy.id}:${seed}:${failure.path.replace(/~$/, "")}`,
      },
    };
  }
  if (tally.state === "unconfirmed" || tally.flaky > 0) {
    return { ...common, outcome: "error", because: "flaky: it failed once and not again" };
  }
  if (exchanges === 0)
    return { ...common, outcome: "uncovered", because: "no exchange of this run was one that it binds" };
  if (clause.level === "may") return { ...common, outcome: "noted" };
  if (!witnessed) return { ...common, outcome: "uncovered", because: "nothing shows that the probe ran" };
  return { ...common, outcome: "pass" };
}
