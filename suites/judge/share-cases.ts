import type { Clause } from "../../specs/clause.ts";
import { type PlannedAttempt, stepsOf } from "./case-attempt.ts";
import type { Performed } from "./perform-case.ts";

/**
 * Performs a first attempt, unless another clause with the same `given` has performed the same steps: then both are judged by the same exchanges.
 * An attempt of another purpose, or one that its clause repeats, is always performed.
 */
export interface ShareCases {
  (planned: PlannedAttempt, life: number, perform: () => Promise<Performed>): Promise<SharedCase>;
  /** Tells that a clause needs no more cases. What no other clause needs is forgotten, for it may hold megabytes. */
  judged(clause: Clause): void;
}

export interface SharedCase {
  readonly performed: Performed;
  /** When it ended, in ms since the epoch, if another clause performed it. */
  readonly sharedAt?: number;
}

/** Clauses with the same `given`. */
interface Group {
  /** Clauses that may need the cases. */
  readonly open: Set<Clause>;
  readonly cases: Map<string, { readonly ended: Promise<Ended>; readonly usedBy: Set<Clause> }>;
}

interface Ended {
  readonly performed: Performed;
  readonly at: number;
}

/** @param clauses those that are to be judged */
export function createShareCases(clauses: readonly Clause[]): ShareCases {
  const groups = new Map<Clause, Group>();
  for (const alike of Map.groupBy(clauses, callsOf).values()) {
    if (alike.length === 1) continue;
    const group: Group = { open: new Set(alike), cases: new Map() };
    for (const clause of alike) groups.set(clause, group);
  }
  const share = async (
    planned: PlannedAttempt,
    life: number,
    perform: () => Promise<Performed>,
  ): Promise<SharedCase> => {
    const { clause, purpose } = planned;
    const group = groups.get(clause);
    if (purpose !== "first" || !group?.open.has(clause)) return { performed: await perform() };
    const key = keyOf(planned, life);
    const known = group.cases.get(key);
    if (known === undefined) {
      const ended = perform().then((performed) => ({ performed, at: Date.now() }));
      group.cases.set(key, { ended, usedBy: new Set([clause]) });
      return { performed: (await ended).performed };
    }
    if (!known.usedBy.has(clause)) {
      known.usedBy.add(clause);
      // A case that showed nothing may show something the next time.
      const ended = await known.ended.catch(() => undefined);
      if (ended !== undefined && !("says" in ended.performed))
        return { performed: ended.performed, sharedAt: ended.at };
    }
    return { performed: await perform() };
  };
  const judged = (clause: Clause): void => {
    const group = groups.get(clause);
    group?.open.delete(clause);
    if (group?.open.size === 0) group.cases.clear();
  };
  return Object.assign(share, { judged });
}

/** Clauses with equal texts make the same calls. */
function callsOf({ binds, operation, given }: Clause): string {
  return JSON.stringify([binds, operation, given]);
}

/** A `may` clause waits for effects as long as the patience allows, and others do not: they share no waits with it. */
function keyOf(planned: PlannedAttempt, life: number): string {
  const steps = stepsOf(planned);
  const waits = planned.clause.level === "may" && steps.some((step) => step.do === "collect");
  return JSON.stringify([life, waits, steps]);
}
