import type { CaseAttempt, PlannedAttempt } from "./case-attempt.ts";
import { nonceOf } from "./nonce-of.ts";

/** Gives each attempt of one clause, in one life of the subject, its own nonce. */
export type Attempts = (planned: PlannedAttempt) => CaseAttempt;

export function createAttempts(seed: number, life: number): Attempts {
  const performed = new Map<string, number>();
  return (planned) => {
    const nonceAt = (repeat: number): string =>
      nonceOf(seed, planned.clause.id, { ...planned, life, repeat });
    const first = nonceAt(0);
    const repeat = performed.get(first) ?? 0;
    performed.set(first, repeat + 1);
    return { ...planned, life, repeat, nonce: repeat === 0 ? first : nonceAt(repeat) };
  };
}

/** The attempt that repeats the calls of an earlier one, because one of them broke a passive clause. */
export function passiveConfirmationOf(attempt: CaseAttempt, seed: number): CaseAttempt {
  const again = { ...attempt, purpose: "passive-confirmation" } as const;
  return { ...again, nonce: nonceOf(seed, attempt.clause.id, again) };
}
