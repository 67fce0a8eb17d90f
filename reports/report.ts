import type { Case } from "../generators/case.ts";
import type { Level } from "../specs/clause.ts";
import type { Evidence } from "../specs/evidence.ts";
import type { OperationName } from "../specs/operation.ts";
import type { Source } from "../specs/source.ts";
import type { Outcome, Violation } from "../suites/judge/verdict.ts";
import type { ErrorSeen, RunFooter, RunHeader } from "../suites/run/run-event.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";

/** What a run found, as one JSON document; specs/schema/report.json describes it. Every format is a function of it. */
export interface Report {
  readonly version: 1;
  readonly tool: RunHeader["tool"];
  readonly subject: Subject;
  /** YYYY-MM-DD. */
  readonly edition: string;
  readonly run: RunFacts;
  readonly summary: Summary;
  /** One for each clause of the run, in the order of the specification. */
  readonly verdicts: readonly ReportedVerdict[];
  readonly errors: readonly ErrorSeen[];
  readonly staleDeviations: RunFooter["staleDeviations"];
  readonly notices: readonly string[];
}

/** What was tested. */
export interface Subject {
  readonly kind: "endpoint" | "client";
  readonly name: string;
  readonly url?: string;
  readonly version?: string;
  /** Every feature that a clause of the run requires: whether the subject is taken to have it. */
  readonly features: Readonly<Record<string, boolean>>;
  /** False where the target is declared to run no function: then no probe has to be found. */
  readonly executes?: boolean;
  /** The share of the `must` clauses that can be judged there at the most, where the target declares one. */
  readonly bestCoverage?: number;
  readonly probe?: { readonly found: boolean; readonly says: string };
}

/** When and how a run was made: startedAt is an ISO time, durationMs in ms, cases a limit for each clause. */
export interface RunFacts {
  readonly startedAt: string;
  /** Absent when the run was killed. */
  readonly durationMs?: number;
  readonly seed: number;
  readonly cases: number;
  readonly concurrency: number;
  readonly exchanges: number;
  /** Digest of the specification that was judged by. */
  readonly specs: string;
  /** Whether failing `should` clauses count. */
  readonly strict: boolean;
  /** The command line that tests the same subject, to which `--replay ID` is added. */
  readonly command: string;
  readonly ended: RunFooter["ended"] | "killed";
  readonly because?: string;
}

/** How many clauses came to which outcome; failures that a deviation covers stand under `deviations`, not under `fail`. */
export interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly uncovered: number;
  readonly noted: number;
  readonly deviations: number;
  /** Failures, covered by a deviation or not, among passes and failures; null when there are neither. */
  readonly divergence: number | null;
  /** Of the uncovered ones, those that stand on a failing clause; absent in reports of older versions. */
  readonly behind?: number;
  /** Clauses that were judged (passed, failed, noted), or stand on one that failed, among all; null when there are none. */
  readonly coverage: number | null;
}

/** The tallies of all clauses, and of those of each level. */
export interface Summary extends Tally {
  readonly must: Tally;
  readonly should: Tally;
  readonly may: Tally;
}

/** A clause as a report needs it. */
export interface ReportedClause {
  readonly clause: string;
  readonly operation: OperationName;
  readonly level: Level;
  readonly says: string;
  readonly source: readonly Source[];
  /** How sure the clause is; absent in reports of older versions. */
  readonly evidence?: Evidence;
  /** Ids of the clauses that necessarily fail with it. */
  readonly implies?: readonly string[];
  /** Features without which it is uncovered. */
  readonly requires?: readonly string[];
}

/** What a run found of one clause: counts, and times in ms. */
export interface ReportedVerdict extends ReportedClause {
  readonly outcome: Outcome;
  readonly cases: number;
  readonly exchanges: number;
  /** How long some case of it was under way. */
  readonly ms: number;
  /** How long all of them waited for their turn, or to be confirmed; absent in reports of older versions. */
  readonly queuedMs?: number;
  readonly because?: string;
  /** Id of the failing clause that this one stands on, which is why it is uncovered. */
  readonly behind?: string;
  readonly answers?: Readonly<Record<string, number>>;
  readonly deviation?: string;
  readonly failure?: ReportedFailure;
}

/** The smallest case that failed, with what it exchanged and ways to see it again. */
export interface ReportedFailure {
  readonly why: string;
  /** The counterexample; long texts in it are cut. */
  readonly case: Case;
  /** The exchange that was judged; absent when none took place. */
  readonly request?: ReportedRequest;
  readonly response?: ReportedResponse;
  readonly stray?: ReportedStray;
  /** Frames of its body with their fields, where it is a stream that was found wrong: lines for a person. */
  readonly frames?: readonly string[];
  /** The exchanges of the counterexample before it. */
  readonly before?: readonly ReportedExchange[];
  readonly violations: readonly Violation[];
  readonly shrinks: number;
  readonly replay: string;
  readonly curl?: string;
  readonly cli?: string;
}

/** A request and what came of it, without secrets. */
export interface ReportedExchange {
  readonly request: ReportedRequest;
  readonly response: ReportedResponse;
  readonly stray?: ReportedStray;
}

/** A request as it left; origin is scheme, host and port, target is path and query as they stood on the wire. */
export interface ReportedRequest {
  readonly origin: string;
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly body: ReportedBody;
}

/** Bytes that came after a reply, when nothing was asked for: an answer too many. */
export interface ReportedStray {
  readonly says: string;
  readonly came: ReportedBody;
}

/** The reply as it came, or why none came, and what came instead. */
export type ReportedResponse =
  | {
      readonly status: number;
      readonly headers: RawHeaders;
      readonly body: ReportedBody;
      readonly headMs: number;
      readonly endMs: number;
      readonly fault?: string;
      /** The pieces of the body in order, each with when its last byte was there; absent where it came as one. */
      readonly arrivals?: readonly ReportedArrival[];
    }
  | { readonly failure: string; readonly came?: ReportedBody };

/** A frame of an event stream, or, of any other body, what came at once; or several of them that are told together. */
export interface ReportedArrival {
  /** What it is, for a person: `frame 2: PayloadChunk`. */
  readonly says: string;
  readonly bytes: number;
  /** When all of it was there, in ms since the request was started. */
  readonly atMs: number;
}

/** Bytes: text when they are UTF-8, else base64. `bytes` is the length of the whole, `cut` tells what is not shown. */
export type ReportedBody =
  | { readonly bytes: number; readonly text: string; readonly cut?: string }
  | { readonly bytes: number; readonly base64: string; readonly cut?: string };

/** The first two segments of a clause's id. */
export function familyOf(clause: string): string {
  return clause.split("/").slice(0, 2).join("/");
}
