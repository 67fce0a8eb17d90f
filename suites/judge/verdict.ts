import type { Case } from "../../generators/case.ts";
import type { Level } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";

/**
 * `pass`. `fail`: the subject is to blame. `error`: the suite could not tell, because the endpoint was down, the suite failed, or a failure
 * was not confirmed. `uncovered`: the subject does not support what the clause needs. `noted`: a `may` clause, with the answers that came.
 */
export type Outcome = "pass" | "fail" | "error" | "uncovered" | "noted";

/** The findings of a run on one clause. Times are in ms. */
export interface Verdict {
  readonly clause: string;
  readonly level: Level;
  readonly says: string;
  readonly outcome: Outcome;
  /** Cases performed, and exchanges made, including those of twins, controls, shrinking and confirmation. */
  readonly cases: number;
  readonly exchanges: number;
  /** The time during which at least one of its cases was running, and how long its cases waited for their turn or to be confirmed. */
  readonly ms: number;
  readonly queuedMs?: number;
  /** Why it is an error, uncovered, or failed without a minimal example. */
  readonly because?: string;
  /** Id of the failing clause that this one builds on, which makes it uncovered. */
  readonly behind?: string;
  /** The answers that came, by name, with counts, if the clause has several. */
  readonly answers?: Readonly<Record<string, number>>;
  /** The reason of the deviation that covers this failure. */
  readonly deviation?: string;
  readonly failure?: Failure;
}

/** The minimal example that broke a clause, with its exchanges. */
export interface Failure {
  /** Why this case was made, or what it shows. */
  readonly why: string;
  readonly case: Case;
  /** Every exchange of the minimal example in order. The last one was judged, unless a violation names another. */
  readonly exchanges: readonly Exchange[];
  readonly violations: readonly Violation[];
  /** How often it was shrunk. */
  readonly shrinks: number;
  /** `CLAUSE:SEED:PATH`, for `--replay`. */
  readonly replay: string;
}

/** The place that a violation names if the response as a whole differs. Reports recognize it, and leave the place out. */
export const RESPONSE = "the response";
/** What a violation says differs when the endpoint has stopped. */
export const ENDPOINT = "the endpoint";

/** One thing that was expected and not found, in words. */
export interface Violation {
  readonly says: string;
  readonly expected: string;
  readonly actual: string;
}
