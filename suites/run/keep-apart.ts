import type { Clause } from "../../specs/clause.ts";

/** Works on a clause once those that must be kept apart from it are over. */
export type KeepApart = <T>(clause: Clause, work: () => Promise<T>) => Promise<T>;

/**
 * Keeps clauses whose cases end an execution environment apart from the rest: each begins when none of the others is in progress. Clauses that wait
 * are exempt, since they mostly sleep. The caller starts the clauses to keep apart last.
 */
export function createKeepApart(): KeepApart {
  let busy = 0;
  let waiting: (() => void)[] = [];
  return async (clause, work) => {
    if (clause.cost === "waits") return work();
    if (endsEnvironment(clause)) {
      if (busy > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return work();
    }
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
      if (busy === 0) {
        for (const begin of waiting) begin();
        waiting = [];
      }
    }
  };
}

/** Whether a clause makes the probe exit, kill itself, return what cannot be serialized, or run into its timeout. */
export function endsEnvironment({ given, requires }: Clause): boolean {
  return (requires?.some((feature) => TIMEOUTS.includes(feature)) ?? false) || hasEnding(given);
}

function hasEnding(given: unknown): boolean {
  if (typeof given !== "object" || given === null) return false;
  const { $probe } = given as { readonly $probe?: unknown };
  if (typeof $probe === "object" && $probe !== null && ENDINGS.some((ending) => ending in $probe))
    return true;
  return Object.values(given).some(hasEnding);
}

const ENDINGS = ["exit", "kill", "unserialisable"];
const TIMEOUTS = ["short-timeout", "stream-short-timeout"];
