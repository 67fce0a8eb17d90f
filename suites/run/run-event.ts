import type { Clause } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { PassiveEvidence } from "../judge/passive-evidence.ts";
import type { Verdict } from "../judge/verdict.ts";

/** The events of a run, in order and without secrets. Commands, vitest, progress, journal and reports all consume them. */
export type RunEvent =
  | { readonly type: "run-started"; readonly run: RunHeader; readonly clauses: readonly Clause[] }
  | { readonly type: "clause-started"; readonly clause: string }
  | { readonly type: "exchange"; readonly clause: string; readonly exchange: Exchange }
  | { readonly type: "notice"; readonly says: string }
  /** What passive clauses saw of the calls of a clause. Its verdict follows. */
  | { readonly type: "evidence"; readonly evidence: RunEvidence }
  | { readonly type: "verdict"; readonly verdict: Verdict }
  | { readonly type: "run-finished"; readonly footer: RunFooter };

/** What is known when a run begins. startedAt is an ISO time. */
export interface RunHeader {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly subject: {
    readonly kind: "endpoint" | "client";
    readonly name: string;
    readonly url?: string;
    readonly version?: string;
    /** Features that are declared as unsupported. */
    readonly without: readonly string[];
    /** False if the target is declared to run no function. Then no probe has to be found. */
    readonly executes?: boolean;
    /** The largest share of the `must` clauses that can be judged there, from 0 to 1, if the target declares one. */
    readonly bestCoverage?: number;
    /** The probe's answer to `describe`, or how it failed. */
    readonly probe?: { readonly found: boolean; readonly says: string };
  };
  readonly edition: string;
  readonly startedAt: string;
  readonly seed: number;
  readonly cases: number;
  readonly concurrency: number;
  /** Digest of the specification that the run used. */
  readonly specs: string;
}

/** What is known when a run is over. durationMs is in ms. */
export interface RunFooter {
  readonly ended: "completed" | "interrupted" | "target-died";
  readonly because?: string;
  readonly durationMs: number;
  readonly exchanges: number;
  /** Deviations that covered no failing clause, or match no clause at all. */
  readonly staleDeviations: readonly { readonly clause: string; readonly says: string }[];
  /** Each error of the operations: provoked by a clause that expects it, observed otherwise, or not seen. */
  readonly errors: readonly ErrorSeen[];
}

/** What the calls of one clause showed besides its verdict. A resumed run does not make them again. */
export interface RunEvidence extends PassiveEvidence {
  readonly errors: readonly ErrorSeen[];
}

/** An error of the API in a run: provoked by a clause that expects it, observed elsewhere, or not seen, with a way to provoke it. */
export interface ErrorSeen {
  readonly code: string;
  readonly status: number;
  readonly operation: string;
  readonly outcome: "provoked" | "observed" | "not seen";
  readonly how?: string;
  readonly clause?: string;
}
