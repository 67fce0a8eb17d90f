import type { Case } from "../../generators/case.ts";
import type { Level } from "../../specs/clause.ts";
import type { Exchange } from "../../wire/exchange.ts";

/**
 * pass; fail (blames the subject); error (blames nobody: endpoint down, harness fault, not confirmed);
 * uncovered (could not be tested here); noted (a `may` clause: which of the known answers was seen).
 */
export type Outcome = "pass" | "fail" | "error" | "uncovered" | "noted";

/** What a run found of one clause; times are in ms. */
export interface Verdict {
  readonly clause: string;
  readonly level: Level;
  readonly says: string;
  readonly outcome: Outcome;
  /** Cases performed, and exchanges made (twins, controls, shrinking and confirmation included). */
  readonly cases: number;
  readonly exchanges: number;
  /** How long some case of it was under way, and how long all of them waited for their turn, or to be confirmed. */
  readonly ms: number;
  readonly queuedMs?: number;
  /** Why it is an error, uncovered, or failed without a counterexample. */
  readonly because?: string;
  /** Id of the failing clause that this one stands on, which is why it is uncovered. */
  readonly behind?: string;
  /** Which answers were seen, by name, and how often; where a clause has several. */
  readonly answers?: Readonly<Record<string, number>>;
  /** The reason of the deviation that covers this failure. */
  readonly deviation?: string;
  readonly failure?: Failure;
}

/** The smallest case that broke a clause, with what it exchanged. */
export interface Failure {
  /** Why this case was made, or what it shows. */
  readonly why: string;
  readonly case: Case;
  /** Every exchange of the counterexample in order; the last one is the one judged unless a violation names another. */
  readonly exchanges: readonly Exchange[];
  readonly violations: readonly Violation[];
  /** How many times it was made smaller. */
  readonly shrinks: number;
  /** `CLAUSE:SEED:PATH`, for `--replay`. */
  readonly replay: string;
}

/** One thing that was expected and not found, in words. */
export interface Violation {
  readonly says: string;
  readonly expected: string;
  readonly actual: string;
}
