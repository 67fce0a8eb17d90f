import type { Observation, SignatureFinding } from "../../drivers/observation.ts";
import type { Asked } from "../../generators/calls/asked.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import { type CallFigures, callFigures } from "../attempts/call-figures.ts";
import { createOracle } from "../judge/oracle.ts";
import type { Failure, Verdict } from "../judge/verdict.ts";
import { view } from "../view/view.ts";
import { type SeenCall, seenClause } from "./client-binds.ts";
import { askedIn } from "./recorded-case.ts";

export interface ClientGraderOptions {
  readonly specification: Specification;
  /** A clock that only goes forward, in ms. */
  readonly now?: () => number;
}

/**
 * Judges an application by what it sends for its own work. Each call is judged when it is over, by the clauses that such a call can show. Memory does
 * not grow with the number of calls.
 */
export interface ClientGrader {
  /** @returns the verdict, with the failure, on each clause that is broken for the first time */
  add(seen: SeenExchange): readonly Verdict[];
  /** Judges the calls that are still open. */
  end(): readonly Verdict[];
  /** One verdict for each clause that binds a client, without the failures that were already returned. */
  verdicts(): readonly Verdict[];
  /** Exchanges of calls that were judged. */
  readonly judged: number;
  /** Whether any request named the call it is an attempt of. */
  readonly areNamed: boolean;
  /** Calls that may have run their function more than once, or without anybody receiving the result, by a name for each call. */
  readonly calls: ReadonlyMap<string, CallFigures>;
}

/** An exchange as the client experienced it. */
export interface SeenExchange {
  readonly place: string;
  readonly exchange: Exchange;
  /** Whether the endpoint ended or broke off its reply, and not the client. */
  readonly whole: boolean;
  /** Whether the payload was kept. */
  readonly hasBody: boolean;
  /** Whether the signature of the request is sound. Absent if that is not known. */
  readonly signature?: SignatureFinding | undefined;
}

/** The header by which AWS SDKs name a call in all of its attempts. */
const CALL = "amz-sdk-invocation-id";
/** A call is over after this long without an attempt, in ms. SDKs wait 20 s at most. */
const OVER_MS = 30_000;
const MOST_OPEN = 1000;
const MOST_OPEN_BYTES = 16 * 1024 * 1024;
/** Most calls to list one by one. */
const MOST_TOLD = 100;
const MOST_ANSWERS = 100;

interface Attempt extends SeenExchange {
  readonly asked: Asked;
}

interface OpenCall {
  readonly attempts: Attempt[];
  readonly isNamed: boolean;
  bytes: number;
  lastAt: number;
}

export function createClientGrader({
  specification,
  now = () => performance.now(),
}: ClientGraderOptions): ClientGrader {
  const oracle = createOracle(specification);
  const tallies = specification.clauses
    .filter(({ binds }) => binds === "client")
    .map((clause) => {
      const seen = seenClause(clause, specification);
      return {
        clause,
        ...(seen && { seen, check: oracle.check(seen.clause) }),
        cases: 0,
        exchanges: 0,
        failed: false,
        answers: new Map<string, number>(),
      };
    });
  /** Open calls, in the order of their last attempts. */
  const open = new Map<string, OpenCall>();
  const calls = new Map<string, CallFigures>();
  let bytes = 0;
  let judged = 0;
  let areNamed = false;

  const judge = ({ attempts: told, isNamed }: OpenCall): readonly Verdict[] => {
    // An attempt that the client gave up may end after the next one began, so sort attempts by their start.
    const attempts = told.toSorted((a, b) => a.exchange.startedAt - b.exchange.startedAt);
    judged += attempts.length;
    const [first] = attempts;
    if (first === undefined) return [];
    if (isNamed) tellOf(attempts, calls);
    areNamed ||= isNamed;
    const observation = observationOf(attempts);
    const call = seenCall(attempts, isNamed, specification);
    const document = view(observation, specification);
    return tallies.flatMap((tally): readonly Verdict[] => {
      if (!tally.seen?.binds(call) || !tally.check) return [];
      const finding = tally.check(document);
      const answer = finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
      if (tally.answers.size < MOST_ANSWERS || tally.answers.has(answer))
        tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
      tally.cases += 1;
      tally.exchanges += attempts.length;
      if (finding.fits || tally.failed) return [];
      tally.failed = true;
      const { place } = attempts.at(-1) ?? first;
      const failure: Failure = {
        why: place,
        case: { steps: observation.calls.map(({ step }) => step), why: place, kind: "recorded" },
        exchanges: attempts.map(({ exchange }) => exchange),
        violations: finding.violations,
        shrinks: 0,
        replay: place,
      };
      return [{ ...verdictOf(tally), failure }];
    });
  };
  const take = (id: string): readonly Verdict[] => {
    const call = open.get(id);
    if (call === undefined) return [];
    open.delete(id);
    bytes -= call.bytes;
    return judge(call);
  };
  /** Judges the oldest calls if they are over, or if too many are open. */
  const settle = (): readonly Verdict[] => {
    const broke: Verdict[] = [];
    for (const [id, { lastAt }] of open) {
      const isOver = now() - lastAt > OVER_MS;
      if (!isOver && open.size <= MOST_OPEN && bytes <= MOST_OPEN_BYTES) break;
      broke.push(...take(id));
    }
    return broke;
  };

  return {
    add(seen) {
      const { request } = seen.exchange;
      const asked = askedIn(seen, specification);
      // A payload that was not kept cannot be compared, nor can its signature be checked.
      if (asked === undefined || !seen.hasBody) return settle();
      const attempt = { ...seen, asked };
      const id = headerValue(request.headers, CALL);
      const size = request.body.length + (seen.exchange.reply?.body.length ?? 0);
      if (id === undefined) {
        return [...judge({ attempts: [attempt], isNamed: false, bytes: size, lastAt: now() }), ...settle()];
      }
      const known = open.get(id) ?? { attempts: [], isNamed: true, bytes: 0, lastAt: 0 };
      known.attempts.push(attempt);
      known.bytes += size;
      known.lastAt = now();
      bytes += size;
      open.delete(id);
      open.set(id, known);
      return settle();
    },
    end: () => [...open.keys()].flatMap(take),
    verdicts: () => tallies.map(verdictOf),
    get judged() {
      return judged;
    },
    get areNamed() {
      return areNamed;
    },
    calls,
  };
}

interface Tallied {
  readonly clause: Specification["clauses"][number];
  readonly seen?: unknown;
  readonly cases: number;
  readonly exchanges: number;
  readonly failed: boolean;
  readonly answers: ReadonlyMap<string, number>;
}

function verdictOf({ clause, seen, cases, exchanges, failed, answers }: Tallied): Verdict {
  const { id, level, says } = clause;
  const common = { clause: id, level, says, cases, exchanges, ms: 0 };
  if (seen === undefined) {
    const because = "ordinary traffic does not show this; use run --client";
    return { ...common, outcome: "uncovered", because };
  }
  if (cases === 0)
    return { ...common, outcome: "uncovered", because: "no recorded call falls under this clause" };
  const told = clause.expect.length > 1 ? { ...common, answers: Object.fromEntries(answers) } : common;
  return { ...told, outcome: failed ? "fail" : "pass" };
}

function observationOf(attempts: readonly Attempt[]): Observation {
  const [first] = attempts as [Attempt];
  const { operation, input, request } = first.asked;
  return {
    nonce: "unknown",
    calls: [
      {
        step: { do: "invoke", operation: operation.name, input },
        input,
        ...(request.body.length > 0 && { payload: request.body }),
        exchanges: attempts.map(({ exchange }) => exchange),
        signatures: attempts.map(({ signature = { sound: false } }) => signature),
        // What the client handed over is unknown, and no remaining expectation reads it.
        outcome: { output: {} },
      },
    ],
  };
}

function seenCall(attempts: readonly Attempt[], isNamed: boolean, specification: Specification): SeenCall {
  const [first] = attempts as [Attempt];
  const { operation, input, request } = first.asked;
  return {
    operation: operation.name,
    input,
    hasPayload: request.body.length > 0,
    hasSessionToken: headerValue(request.headers, "x-amz-security-token") !== undefined,
    isNamed,
    isSignatureKnown: attempts.every((attempt) => attempt.signature !== undefined),
    replies: attempts.map((attempt) => {
      const { reply } = attempt.exchange;
      if (reply === undefined || reply.fault !== undefined || !attempt.whole) return undefined;
      const {
        outcome: _,
        signatures: __,
        ...call
      } = observationOf([attempt]).calls[0] as Observation["calls"][0];
      return { reply, error: view({ nonce: "unknown", calls: [call] }, specification).error?.code };
    }),
  };
}

function tellOf(attempts: readonly Attempt[], calls: Map<string, CallFigures>): void {
  const figures = callFigures(attempts.map(({ exchange }) => exchange));
  const [first] = attempts;
  const isTold = figures.executions.most > 1 || figures.unanswered > 0;
  if (first !== undefined && isTold && calls.size < MOST_TOLD)
    calls.set(`${first.place} ${first.exchange.request.target.slice(0, 80)}`, figures);
}
