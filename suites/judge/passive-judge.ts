import type { Observation } from "../../drivers/observation.ts";
import type { PassiveClause } from "../../specs/is-passive.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { excerptOf } from "../../wire/excerpt-of.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { type CallView, type View, view } from "../view/view.ts";
import { passiveConfirmationOf } from "./attempts.ts";
import { type CaseAttempt, stepsOf } from "./case-attempt.ts";
import { oddnessOf } from "./oddness.ts";
import type { Check, Oracle } from "./oracle.ts";
import {
  attemptOf,
  type PassiveEvidence,
  type PassiveFindings,
  suspectedAttempt,
} from "./passive-evidence.ts";
import type { Verdict, Violation } from "./verdict.ts";

/**
 * Judges the passive clauses, which bind every exchange, by what other clauses sent. It keeps counts, and the first confirmed failure of each clause.
 */
export interface PassiveJudge {
  /** Judges each call of an observation. Smaller cases are ignored, because they are sent only after something failed. */
  observed(attempt: CaseAttempt, observation: Observation, seen: View): void;
  /**
   * Repeats the calls that broke a clause and are not confirmed yet. The caller ensures that nothing else is in flight. If a failure does not come
   * again, its clause is flaky.
   * @param perform sends the requests of an attempt
   * @param signal when it aborts, the rest stays unconfirmed
   */
  confirm(
    perform: (attempt: CaseAttempt, signal: AbortSignal) => Promise<Observation>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Reports that a clause of an operation passed. It shows that the endpoint does not give every request the same response. */
  passed(operation: OperationName): void;
  verdicts(): readonly Verdict[];
  /**
   * What passive clauses saw of the calls of another clause so far.
   * @param id of that clause
   */
  evidence(id: string): PassiveEvidence;
}

/** A passive clause that calls broke twice, the second time with nothing else in flight. */
interface PassiveFailure {
  readonly attempt: CaseAttempt;
  /** The exchanges of the second time. */
  readonly exchanges: readonly Exchange[];
  readonly violations: readonly Violation[];
}

/** What the calls of a clause showed about a passive clause. */
interface Findings {
  exchanges: number;
  readonly answers: Map<string, number>;
  /** Attempts that broke it, the plainest first. */
  readonly suspects: CaseAttempt[];
}

interface PassiveTally {
  readonly clause: PassiveClause;
  readonly applies: (view: CallView) => boolean;
  readonly check: Check;
  /** By the id of the clause that made the calls. */
  readonly findings: Map<string, Findings>;
  /** Attempts that broke it and are not confirmed yet, the plainest first. */
  readonly pending: CaseAttempt[];
  flaky: number;
  failure?: PassiveFailure;
}

/**
 * @param context of the run: its oracle, and its seed for nonces and replay ids
 * @param earlier evidence from an earlier part of the run
 */
export function createPassiveJudge(
  clauses: readonly PassiveClause[],
  context: { readonly specification: Specification; readonly oracle: Oracle; readonly seed: number },
  earlier: readonly PassiveEvidence[] = [],
): PassiveJudge {
  const { specification, oracle, seed } = context;
  const tallies = clauses.map(
    (clause): PassiveTally => ({
      clause,
      applies: oracle.fits(clause.given.where),
      check: oracle.check(clause),
      findings: new Map(),
      pending: [],
      flaky: 0,
    }),
  );
  /** Clauses that apply to the same calls, so that each call is asked once for all of them. */
  const alike = [
    ...Map.groupBy(
      tallies,
      ({ clause }) => `${clause.operation} ${JSON.stringify(clause.given.where)}`,
    ).values(),
  ];
  /** By the id of the clause that made the calls. */
  const witnessed = new Map<string, Set<OperationName>>();
  recall(earlier, tallies, witnessed, context);
  /** Operations with another clause that passed, which shows that the endpoint distinguishes requests. */
  const passed = new Set<OperationName>();
  return {
    observed(attempt, observation, seen) {
      if (attempt.purpose === "shrinking") return;
      const { id, level } = attempt.clause;
      observation.calls.forEach((call, index) => {
        const callSeen = seen.calls[index] as CallView;
        const { operation } = call.step;
        if (callSeen.witness) entryOf(witnessed, id, () => new Set<OperationName>()).add(operation);
        if (callSeen.http === undefined) return;
        const applying = alike.filter(
          ([first]) => first?.clause.operation === operation && first.applies(callSeen),
        );
        for (const tally of applying.flat()) {
          if (level === "may" && tally.clause.given.every === "undisputed exchange") continue;
          const findings = entryOf(tally.findings, id, noFindings);
          findings.exchanges += 1;
          const finding = tally.check(callSeen);
          const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
          if (tellsAnswers(tally.clause)) count(findings.answers, answer, 1);
          if (finding.fits || tally.clause.level === "may") continue;
          suspect(findings.suspects, attempt);
          if (!tally.failure) suspect(tally.pending, attempt);
        }
      });
    },
    async confirm(perform, signal) {
      for (const tally of tallies) {
        for (const attempt of tally.pending) {
          const observation = await perform(passiveConfirmationOf(attempt, seed), signal).catch(
            () => undefined,
          );
          if (signal.aborted) return;
          const violations = observation && violationsIn(tally, view(observation, specification));
          if (violations) {
            const exchanges = observation.calls.flatMap((call) => call.exchanges.map(excerptOf));
            tally.failure = { attempt, exchanges, violations };
            break;
          }
          tally.flaky += 1;
        }
        tally.pending.length = 0;
      }
    },
    passed: (operation) => void passed.add(operation),
    verdicts() {
      const operations = new Set([...passed, ...[...witnessed.values()].flatMap((its) => [...its])]);
      return tallies.map((tally) => verdictOf(tally, operations.has(tally.clause.operation), seed));
    },
    evidence: (id) => ({
      of: id,
      witnessed: [...(witnessed.get(id) ?? [])],
      seen: Object.fromEntries(
        tallies.flatMap(({ clause, findings }) => {
          const its = findings.get(id);
          return its ? [[clause.id, recorded(its)]] : [];
        }),
      ),
    }),
  };
}

function noFindings(): Findings {
  return { exchanges: 0, answers: new Map(), suspects: [] };
}

function entryOf<T>(entries: Map<string, T>, id: string, made: () => T): T {
  const known = entries.get(id) ?? made();
  entries.set(id, known);
  return known;
}

function count(answers: Map<string, number>, answer: string, times: number): void {
  answers.set(answer, (answers.get(answer) ?? 0) + times);
}

function tellsAnswers({ level, expect }: PassiveClause): boolean {
  return level === "may" || expect.length > 1;
}

function recorded({ exchanges, answers, suspects }: Findings): PassiveFindings {
  return {
    exchanges,
    ...(answers.size > 0 && { answers: Object.fromEntries(answers) }),
    ...(suspects.length > 0 && { suspects: suspects.map(suspectedAttempt) }),
  };
}

/** Counts the evidence of an earlier part of the run as if it had been seen now. */
function recall(
  earlier: readonly PassiveEvidence[],
  tallies: readonly PassiveTally[],
  witnessed: Map<string, Set<OperationName>>,
  context: { readonly specification: Specification; readonly seed: number },
): void {
  const clauses = new Map(context.specification.clauses.map((clause) => [clause.id, clause]));
  for (const { of, witnessed: operations, seen } of earlier) {
    witnessed.set(of, new Set(operations));
    const active = clauses.get(of);
    for (const tally of tallies) {
      const its = seen[tally.clause.id];
      if (its === undefined || active === undefined) continue;
      const { exchanges, answers = {}, suspects = [] } = its;
      const attempts = suspects.map((named) => attemptOf(active, named, context));
      tally.findings.set(of, { exchanges, answers: new Map(Object.entries(answers)), suspects: attempts });
      for (const attempt of attempts) suspect(tally.pending, attempt);
    }
  }
}

/** Most failures of a clause to keep until one is confirmed. More than one, because the first may not come again. */
const MOST_PENDING = 3;

/** Keeps the attempts with the plainest cases, because odd requests may fail for another reason. */
function suspect(suspects: CaseAttempt[], attempt: CaseAttempt): void {
  const place = suspects.findIndex((other) => isPlainer(attempt, other));
  suspects.splice(place === -1 ? suspects.length : place, 0, attempt);
  suspects.length = Math.min(suspects.length, MOST_PENDING);
}

/**
 * Whether an attempt is plainer than another: closer to a plain call on the wire, or else shorter. The order of equal ones does not depend on which
 * came first.
 */
function isPlainer(attempt: CaseAttempt, other: CaseAttempt): boolean {
  const [steps, others] = [stepsOf(attempt), stepsOf(other)];
  const odder = oddnessOf(steps) - oddnessOf(others);
  const longer = JSON.stringify(steps).length - JSON.stringify(others).length;
  return odder < 0 || (odder === 0 && (longer < 0 || (longer === 0 && nameOf(attempt) < nameOf(other))));
}

function nameOf({ clause, path, twin, life, repeat }: CaseAttempt): string {
  return [clause.id, path.padStart(9, "0"), twin, life, repeat].join("\n");
}

/** The violations of the first of these calls that breaks a clause. Undefined if none does. */
function violationsIn(tally: PassiveTally, { calls }: View): readonly Violation[] | undefined {
  for (const call of calls) {
    if (!tally.applies(call)) continue;
    const finding = tally.check(call);
    if (!finding.fits) return finding.violations;
  }
  return undefined;
}

function verdictOf(tally: PassiveTally, isAlive: boolean, seed: number): Verdict {
  const { clause, failure } = tally;
  const answers = new Map<string, number>();
  let exchanges = 0;
  for (const findings of tally.findings.values()) {
    exchanges += findings.exchanges;
    for (const [answer, times] of findings.answers) count(answers, answer, times);
  }
  const common = {
    clause: clause.id,
    level: clause.level,
    says: clause.says,
    cases: exchanges,
    exchanges,
    ms: 0,
    ...(tellsAnswers(clause) && { answers: Object.fromEntries(answers) }),
  };
  if (failure) {
    return {
      ...common,
      outcome: "fail",
      failure: {
        why: failure.attempt.case.why,
        case: failure.attempt.case,
        exchanges: failure.exchanges,
        violations: failure.violations,
        shrinks: 0,
        replay: `${failure.attempt.clause.id}:${seed}:${failure.attempt.path}`,
      },
    };
  }
  if (tally.pending.length > 0) {
    return { ...common, outcome: "error", because: "interrupted before its failure could be confirmed" };
  }
  if (tally.flaky > 0) {
    return {
      ...common,
      outcome: "error",
      because: "flaky: failed beside other calls, but not when repeated alone",
    };
  }
  if (exchanges === 0)
    return { ...common, outcome: "uncovered", because: "no exchange of this run falls under this clause" };
  if (clause.level === "may") return { ...common, outcome: "noted" };
  if (!isAlive) return { ...common, outcome: "uncovered", because: "no response shows that the probe ran" };
  return { ...common, outcome: "pass" };
}
