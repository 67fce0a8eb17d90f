import type { Case, Step } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";

/**
 * Why a case is performed.
 * - `first`: it was drawn, or a replay names it.
 * - `shrinking`: a smaller form of a failing case is tried.
 * - `confirmation`: a failing case is performed again before the failure is reported.
 * - `control`: the judge asks the probe for a witness because no case gave one.
 * - `passive-confirmation`: an exchange of the case broke a passive clause, and its calls are made again.
 */
export type AttemptPurpose = "first" | "shrinking" | "confirmation" | "control" | "passive-confirmation";

/** One performance of a case: what is sent, why, and the nonce that marks it. */
export interface CaseAttempt {
  readonly clause: Clause;
  readonly case: Case;
  /** Names the case in a replay id: `17`, `17:0:3`, `control`. While shrinking, it names the case where shrinking began. */
  readonly path: string;
  readonly purpose: AttemptPurpose;
  /** Whether the sound twin of the case is sent instead. */
  readonly twin: boolean;
  /** How often the subject had died before. */
  readonly life: number;
  /** How often the same steps were performed before in this life. A first attempt and its confirmation count together. */
  readonly repeat: number;
  readonly nonce: string;
}

/** An attempt that has not been performed yet. Each performance gets a new nonce. */
export type PlannedAttempt = Omit<CaseAttempt, "life" | "repeat" | "nonce">;

/** The steps that an attempt performs. */
export function stepsOf({ case: made, purpose, twin }: PlannedAttempt): readonly Step[] {
  const steps = twin ? (made.twin ?? []) : made.steps;
  // Passive clauses judge single calls, so the waits of the case between its calls do not matter to them.
  return purpose === "passive-confirmation" ? steps.filter((step) => step.do === "invoke") : steps;
}
