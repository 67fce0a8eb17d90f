import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";
import { createOracle, type Oracle } from "../judge/oracle.ts";
import type { Failure, Verdict, Violation } from "../judge/verdict.ts";
import { createErrorTable } from "../run/error-table.ts";
import type { ErrorSeen } from "../run/run-event.ts";
import type { View } from "../view/view.ts";
import { createBinds } from "./binds.ts";
import { isFromInFront } from "./is-from-in-front.ts";
import { isRecorded } from "./is-recorded.ts";
import { readsOf } from "./reads-of.ts";
import { answeringCases, casesOfOne, type RecordedCase } from "./recorded-case.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { withoutCutBody } from "./without-cut-body.ts";

export interface GradeOptions {
  readonly specification: Specification;
  /** Name of the probe, if a run of this suite made the traffic. */
  readonly function: string;
}

/** The findings in recorded traffic. */
export interface Grade {
  /** One verdict for each clause that binds endpoints: judged by the cases that it binds, or `uncovered` if there are none. */
  readonly verdicts: readonly Verdict[];
  /** Exchanges that were judged. */
  readonly judged: number;
  /** Exchanges that were not judged, or only in part, each with the reason. */
  readonly remarks: readonly Remark[];
  readonly errors: readonly ErrorSeen[];
}

/** Why an exchange, or a part of it, was left out. */
export interface Remark {
  readonly place: string;
  /** The reason, in words that fit one exchange and several: `no body in the archive`. */
  readonly because: string;
  /** Method and target, or another name of the exchange. */
  readonly what: string;
  /** Whether the whole exchange was left out. */
  readonly leftOut: boolean;
}

/** Judges recorded exchanges by the clauses that bind them, as far as the recording shows what was sent and received. */
export function grade(exchanges: readonly RecordedExchange[], options: GradeOptions): Grade {
  const grader = createGrader(options);
  const { broke, remarks } = grader.add(exchanges);
  const failures = new Map(broke.map(({ clause, failure }) => [clause, failure]));
  return {
    verdicts: grader.verdicts().map((verdict) => {
      const failure = failures.get(verdict.clause);
      return failure === undefined ? verdict : { ...verdict, failure };
    }),
    judged: grader.judged,
    remarks,
    errors: grader.errors(),
  };
}

/** Judges exchanges as they arrive. It keeps only counts and returns each failure at once, so that memory does not grow. */
export interface Grader {
  /**
   * Judges further exchanges.
   * @returns the clauses that they were the first to break
   */
  add(exchanges: readonly RecordedExchange[]): Graded;
  /** One verdict for each clause that binds endpoints, by the exchanges so far, without the failures that `add` returned. */
  verdicts(): readonly Verdict[];
  /** Exchanges that were judged. */
  readonly judged: number;
  errors(): readonly ErrorSeen[];
}

/** What a few exchanges showed. */
export interface Graded {
  /** The verdict, with the failure, on each clause that had passed or was not judged before. */
  readonly broke: readonly Verdict[];
  readonly remarks: readonly Remark[];
}

export function createGrader(options: GradeOptions): Grader {
  const { specification } = options;
  const errors = createErrorTable(specification);
  const oracle = createOracle(specification);
  const tallies = specification.clauses
    .filter(({ binds }) => binds === "server")
    .map((clause) => ({
      clause,
      binder: createBinder(clause, options, oracle),
      tally: createTally(clause, oracle),
    }));
  let judged = 0;
  return {
    add(exchanges) {
      const { cases, answering, remarks } = readCases(exchanges, specification);
      const called = new Set(cases.map(({ asked }) => asked?.operation.name));
      const broke = tallies.flatMap(({ clause, binder, tally }): readonly Verdict[] => {
        if (answering.length === 0 && !called.has(clause.operation)) return [];
        const bound = binder.of(cases, answering);
        for (const { seen, observation } of bound) errors.saw(seen, observation, clause);
        const failure = tally.add(bound);
        return failure === undefined ? [] : [{ ...tally.verdict(), failure }];
      });
      judged += new Set(
        [...cases, ...answering].flatMap((its) => its.calls.map(({ recorded }) => recorded.place)),
      ).size;
      return { broke, remarks };
    },
    verdicts: () => tallies.map(({ tally }) => tally.verdict()),
    get judged() {
      return judged;
    },
    errors: () => errors.rows(),
  };
}

/** All cases of a recording, and remarks on exchanges that are not cases. */
export interface ReadCases {
  /** Each exchange that is a call of the API. */
  readonly cases: readonly RecordedCase[];
  /** The cases that say which clauses they answer. */
  readonly answering: readonly RecordedCase[];
  readonly remarks: readonly Remark[];
}

export function readCases(exchanges: readonly RecordedExchange[], specification: Specification): ReadCases {
  const remarks: Remark[] = [];
  const remark = (recorded: RecordedExchange, because: string, leftOut: boolean): void => {
    const { method, target } = recorded.exchange.request;
    remarks.push({ place: recorded.place, because, what: `${method} ${target.slice(0, 80)}`, leftOut });
  };
  const answered = exchanges.filter((recorded) => {
    // An exchange without a reply shows nothing about the endpoint.
    if (recorded.exchange.reply === undefined) remark(recorded, noReplyWords(recorded), true);
    return recorded.exchange.reply !== undefined;
  });
  const answering = answeringCases(answered, specification);
  const inAnswering = new Set(answering.flatMap(({ calls }) => calls.map(({ recorded }) => recorded.place)));
  const known = answered.flatMap((recorded): RecordedExchange[] => {
    const [its] = casesOfOne([recorded], specification);
    if (its === undefined) {
      if (!inAnswering.has(recorded.place)) remark(recorded, NOT_A_CALL, true);
      return [];
    }
    const cut = withoutCutBody(recorded, its.calls[0]?.operation as never);
    if (cut) remark(recorded, "incomplete response, whose body is not judged", false);
    else if (isBodiless(recorded))
      remark(recorded, "no body in the archive, so the body is not judged", false);
    return [cut ?? recorded];
  });
  return { cases: casesOfOne(known, specification), answering, remarks };
}

/** Why there is no reply, in the words of a remark. */
/** Why exchanges that are not requests of the API are left out. */
export const NOT_A_CALL = "not a call of Invoke or InvokeWithResponseStream";

function noReplyWords({ exchange: { failure }, whole }: RecordedExchange): string {
  if (failure?.kind === "malformed" || failure?.kind === "too-long") return "the response is not valid HTTP";
  if (failure !== undefined) return `no response: ${failure.says}`;
  return whole === false ? "the client gave up before a response came" : "no response: status 0";
}

/** Whether an archive was written without bodies. A recording with a source lacks its bodies on purpose, so it does not count. */
function isBodiless({ unknown, source }: RecordedExchange): boolean {
  return unknown.has("response.body") && source === undefined;
}

/** Decides which recorded cases can judge a clause: those that it binds, if everything that it reads was recorded. */
export interface Binder {
  of(cases: readonly RecordedCase[], answering: readonly RecordedCase[]): readonly RecordedCase[];
}

export function createBinder(
  clause: Clause,
  { specification, function: probe }: GradeOptions,
  oracle: Oracle,
): Binder {
  const { operation, id } = clause;
  const binds = createBinds(clause, specification, probe);
  const applies = isPassive(clause) ? oracle.fits(clause.given.where) : undefined;
  const undisputed = isPassive(clause) && clause.given.every === "undisputed exchange";
  const reads = readsOf(clause);
  const isKnown = (its: RecordedCase): boolean => reads.every((read) => isRecorded(read, its.calls));
  // Exchanges from before a rule came into force show nothing about it.
  const isOfTime = ({ calls }: RecordedCase): boolean =>
    calls.every(({ recorded: { source } }) => (source?.recorded ?? "9999") >= (clause.since ?? ""));
  return {
    of(all, allAnswering) {
      const cases = all.filter(isOfTime);
      const answering = allAnswering.filter(isOfTime);
      const said = answering.filter((its) => its.answers.includes(id) && isKnown(its));
      const places = new Set(said.map(({ place }) => place));
      const bound = cases.filter((its) => {
        const { asked, calls, seen, place } = its;
        const [call] = calls;
        // The cheapest check comes first, because it runs for each exchange and each clause.
        if (asked?.operation.name !== operation || call === undefined || places.has(place)) return false;
        if (undisputed && isFromInFront(its)) return false;
        const isBound = applies ? applies(seen) : binds(asked, call.recorded) && !isHindered(clause, seen);
        return isBound && isKnown(its);
      });
      return [...said, ...bound];
    },
  };
}

/** Counts the cases of one clause, and makes its verdict. */
interface ClauseTally {
  /** @returns the failure, if one of these cases is the first to break the clause */
  add(bound: readonly RecordedCase[]): Failure | undefined;
  verdict(): Verdict;
}

/** Most distinct answers to count, of those that no source names. */
const MOST_ANSWERS = 100;

function createTally(clause: Clause, oracle: Oracle): ClauseTally {
  const { id, level, says } = clause;
  const check = oracle.check(clause);
  const answers = new Map<string, number>();
  let cases = 0;
  let exchanges = 0;
  let failed = false;
  return {
    add(bound) {
      let failure: Failure | undefined;
      for (const its of bound) {
        const finding = check(its.seen);
        const told = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
        const answer = answers.size < MOST_ANSWERS || answers.has(told) ? told : "other: many more";
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        if (!finding.fits && level !== "may" && !failed) {
          failed = true;
          failure = failureOf(its, finding.violations);
        }
      }
      cases += bound.length;
      exchanges += bound.reduce((sum, { calls }) => sum + calls.length, 0);
      return failure;
    },
    verdict() {
      const common = {
        clause: id,
        level,
        says,
        cases,
        exchanges,
        ms: 0,
        ...((level === "may" || clause.expect.length > 1) &&
          cases > 0 && { answers: Object.fromEntries(answers) }),
      };
      if (cases === 0)
        return { ...common, outcome: "uncovered", because: "no recorded exchange falls under this clause" };
      if (level === "may") return { ...common, outcome: "noted" };
      return { ...common, outcome: failed ? "fail" : "pass" };
    },
  };
}

function failureOf(its: RecordedCase, violations: readonly Violation[]): Failure {
  const where = [its.place, its.calls.at(-1)?.recorded.source?.where].filter(Boolean).join(", ");
  return {
    why: where,
    case: { steps: its.observation.calls.map(({ step }) => step), why: where, kind: "recorded" },
    exchanges: its.observation.calls.flatMap(({ exchanges }) => exchanges),
    violations,
    shrinks: 0,
    replay: its.place,
  };
}

/**
 * Whether a call was forbidden or throttled, failed because of AWS, or named an unknown function or operation. Then it shows nothing about
 * a clause that does not expect such a response.
 */
function isHindered({ level, expect }: Clause, { status = 0, error }: View): boolean {
  const meant =
    level === "may" || expect.some((answer) => answer.error !== undefined && answer.error === error?.code);
  const refuses = expect.some((answer) => answer.error !== undefined);
  return !meant && (status === 403 || status === 429 || ((status === 404 || status >= 500) && !refuses));
}
