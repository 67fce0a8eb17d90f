import type { Case } from "../generators/case.ts";
import type { Level } from "../specs/clause.ts";
import type { Evidence } from "../specs/evidence.ts";
import type { OperationName } from "../specs/operation.ts";
import type { Source } from "../specs/source.ts";
import type { Outcome, Violation } from "../suites/judge/verdict.ts";
import type { ErrorSeen, RunFooter, RunHeader } from "../suites/run/run-event.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";

/** The findings of a run, as one JSON document. specs/schema/report.json describes it. Every format is a function of it. */
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
  /** Every feature that a clause of the run requires, and whether the subject is taken to have it. */
  readonly features: Readonly<Record<string, boolean>>;
  /** False if the target is declared to run no function. Then no probe has to be found. */
  readonly executes?: boolean;
  /** The largest share of the `must` clauses that can be judged there, from 0 to 1, if the target declares one. */
  readonly bestCoverage?: number;
  readonly probe?: { readonly found: boolean; readonly says: string };
}

/** When and how a run was made. startedAt is an ISO time, durationMs is in ms, cases is the limit for each clause. */
export interface RunFacts {
  readonly startedAt: string;
  /** Absent if the run was killed. */
  readonly durationMs?: number;
  readonly seed: number;
  readonly cases: number;
  readonly concurrency: number;
  readonly exchanges: number;
  /** Digest of the specification that the run used. */
  readonly specs: string;
  /** Whether failing `should` clauses count. */
  readonly strict: boolean;
  /** The command line that tests the same subject, to which `--replay ID` is added. */
  readonly command: string;
  readonly ended: RunFooter["ended"] | "killed";
  readonly because?: string;
}

/** The number of clauses with each outcome. Failures that a deviation covers are under `deviations`, not under `fail`. */
export interface Tally {
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly uncovered: number;
  readonly noted: number;
  readonly deviations: number;
  /** Failures, covered by a deviation or not, divided by passes and failures. Null if there are neither. */
  readonly divergence: number | null;
  /** How many of the uncovered clauses build on a failing clause. Absent in reports of older versions. */
  readonly behind?: number;
  /** Clauses that were judged (passed, failed, noted) or build on one that failed, divided by all clauses. Null if there are none. */
  readonly coverage: number | null;
}

/** The tally of all clauses, and that of each level. */
export interface Summary extends Tally {
  readonly must: Tally;
  readonly should: Tally;
  readonly may: Tally;
}

/** What a report needs to know about a clause. */
export interface ReportedClause {
  readonly clause: string;
  readonly operation: OperationName;
  readonly level: Level;
  readonly says: string;
  readonly source: readonly Source[];
  /** How well supported the clause is. Absent in reports of older versions. */
  readonly evidence?: Evidence;
  /** Ids of the clauses that necessarily fail if this one fails. */
  readonly implies?: readonly string[];
  /** Features that the clause needs: without them it is uncovered. */
  readonly requires?: readonly string[];
}

/** The findings on one clause: counts, and times in ms. */
export interface ReportedVerdict extends ReportedClause {
  readonly outcome: Outcome;
  readonly cases: number;
  readonly exchanges: number;
  /** The time during which at least one of its cases was running, in ms. */
  readonly ms: number;
  /** How long its cases waited for their turn or to be confirmed, in ms. Absent in reports of older versions. */
  readonly queuedMs?: number;
  readonly because?: string;
  /** Id of the failing clause that this one builds on, which makes it uncovered. */
  readonly behind?: string;
  readonly answers?: Readonly<Record<string, number>>;
  readonly deviation?: string;
  readonly failure?: ReportedFailure;
}

/** The minimal example of a failure, with its exchanges and ways to reproduce it. */
export interface ReportedFailure {
  readonly why: string;
  /** The minimal example. Long texts in it are cut. */
  readonly case: Case;
  /** The exchange that was judged. Absent if there was none. */
  readonly request?: ReportedRequest;
  readonly response?: ReportedResponse;
  readonly stray?: ReportedStray;
  /** For a faulty stream, the frames of its body with their fields, as lines to read. */
  readonly frames?: readonly string[];
  /** The earlier exchanges of the minimal example. */
  readonly before?: readonly ReportedExchange[];
  readonly violations: readonly Violation[];
  readonly shrinks: number;
  readonly replay: string;
  readonly curl?: string;
  readonly cli?: string;
}

/** A request and its response, without secrets. */
export interface ReportedExchange {
  readonly request: ReportedRequest;
  readonly response: ReportedResponse;
  readonly stray?: ReportedStray;
}

/** A request as it was sent. origin is scheme, host and port; target is path and query as on the wire. */
export interface ReportedRequest {
  readonly origin: string;
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly body: ReportedBody;
}

/** Bytes that came after a response without a request for them: one response too many. */
export interface ReportedStray {
  readonly says: string;
  readonly came: ReportedBody;
}

/** The response as it came, or why there was none and what came instead. */
export type ReportedResponse =
  | {
      readonly status: number;
      readonly headers: RawHeaders;
      readonly body: ReportedBody;
      readonly headMs: number;
      readonly endMs: number;
      readonly fault?: string;
      /** The pieces of the body in order, each with the time of its last byte. Absent if the body came as one piece. */
      readonly arrivals?: readonly ReportedArrival[];
    }
  | { readonly failure: string; readonly came?: ReportedBody };

/** A frame of an event stream, or a piece of another body that arrived at once, or several of them summed up. */
export interface ReportedArrival {
  /** A description to read: `frame 2: PayloadChunk`. */
  readonly says: string;
  readonly bytes: number;
  /** When all of it had arrived, in ms since the request was started. */
  readonly atMs: number;
}

/** Bytes: text if they are UTF-8, else base64. `bytes` is the length of the whole; `cut` is how much is not shown. */
export type ReportedBody =
  | { readonly bytes: number; readonly text: string; readonly cut?: string }
  | { readonly bytes: number; readonly base64: string; readonly cut?: string };

/** The first two segments of a clause's id. */
export function familyOf(clause: string): string {
  return clause.split("/").slice(0, 2).join("/");
}
