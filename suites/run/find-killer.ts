import type { Clause } from "../../specs/clause.ts";

/** What happened to the subject while clauses were judged: `killed` if one of them proved to kill it, `gone` if it did not come back. */
export type Fate = "survived" | "killed" | "gone";

/** What the search for a killer can do. */
export interface KillerTrials {
  /**
   * Judges clauses concurrently.
   * @returns whether the subject survived them
   */
  together(clauses: readonly Clause[]): Promise<boolean>;
  /** Judges one clause alone, and a second time if the subject dies. */
  alone(clause: Clause): Promise<Fate>;
  /** Brings the subject back to life. */
  revive(): Promise<boolean>;
  /** Puts clauses back into the queue that were not judged, because they are no longer suspected. */
  release(clauses: readonly Clause[]): void;
  readonly interrupted: boolean;
}

/**
 * Finds which of several clauses killed the subject: judges them in halves until one is left, and that one alone. Clauses of a half that the subject
 * survives count as judged. If it does not survive a half, the other half is released.
 */
export async function findKiller(suspects: readonly Clause[], trials: KillerTrials): Promise<Fate> {
  const [only] = suspects;
  if (!only) return "survived";
  if (trials.interrupted) {
    trials.release(suspects);
    return "survived";
  }
  if (suspects.length === 1) return trials.alone(only);
  const half = Math.ceil(suspects.length / 2);
  const [first, second] = [suspects.slice(0, half), suspects.slice(half)];
  if (await trials.together(first)) return findKiller(second, trials);
  trials.release(second);
  if (!(await trials.revive())) return "gone";
  return findKiller(first, trials);
}
