import type { Case } from "../../generators/case.ts";
import type { Level } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";

/**
 * pass; fail (the subject is to blame); error (nobody is: endpoint down, harness fault, not confirmed); uncovered (could not be tested here); noted
 * (a `may` clause: records which of the known answers came).
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
  /** How long at least one case of it was running, and how long its cases waited for their turn or to be confirmed. */
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

/** What a violation says differs when the response as a whole does. Reports recognize it, and leave the place out. */
export const RESPONSE = "the response";

/** One thing that was expected and not found, in words. */
export interface Violation {
  readonly says: string;
  readonly expected: string;
  readonly actual: string;
}
