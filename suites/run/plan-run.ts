import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Verdict } from "../judge/verdict.ts";
import { endsEnvironment } from "./keep-apart.ts";
import { uncovered } from "./verdicts-without-cases.ts";

/** When each clause is judged. Passive clauses are in none of the lists, because they are judged by the exchanges of all others. */
export interface RunPlan {
  /** Verdicts that need no request: those of an earlier run, and those on clauses that the subject does not support. */
  readonly known: readonly Verdict[];
  /** Clauses that are judged concurrently, in their starting order. */
  readonly together: readonly Clause[];
  /** Clauses that are judged after these, one at a time, because other requests in flight would distort the times that they measure. */
  readonly alone: readonly Clause[];
  /** Clauses that the subject is known to die of. They are judged last, one at a time, and each time it is made sure that the subject lives on. */
  readonly deadly: readonly Clause[];
}

export interface PlanOptions {
  /** Verdicts of an earlier run, which are kept. */
  readonly done: readonly Verdict[];
  /** Why the subject does not support a clause. Undefined if it does. */
  readonly unsupported: (clause: Clause) => string | undefined;
  /** Ids of clauses that are known to kill the subject. */
  readonly diesOf: readonly string[];
  /** Whether the subject limits concurrent requests. */
  readonly capped: boolean;
  /** Whether other clauses wait for the result of this one. */
  readonly isGate: (clause: Clause) => boolean;
}

export function planRun(clauses: readonly Clause[], options: PlanOptions): RunPlan {
  const { done, unsupported, diesOf, capped, isGate } = options;
  const earlier = new Map(done.map((verdict) => [verdict.clause, verdict]));
  const known: Verdict[] = [];
  const together: Clause[] = [];
  const alone: Clause[] = [];
  const deadly: Clause[] = [];
  for (const clause of clauses.filter((clause) => !isPassive(clause))) {
    const before = earlier.get(clause.id);
    const because = unsupported(clause);
    if (before) known.push(before);
    else if (because !== undefined) known.push(uncovered(clause, because));
    else (diesOf.includes(clause.id) ? deadly : clause.cost === "alone" ? alone : together).push(clause);
  }
  const gatesFirst = (a: Clause, b: Clause): number => Number(isGate(b)) - Number(isGate(a));
  together.sort(capped ? eventsLast : waitingFirst).sort(gatesFirst);
  return { known, together: endingsLast(together), alone, deadly };
}

/** Orders clauses that take long first, so that they run beside all others: those that wait, and then the heavy ones, which take turns. */
export function waitingFirst(a: Clause, b: Clause): number {
  const rank = ({ cost }: Clause): number => (cost === "waits" ? 2 : cost === "heavy" ? 1 : 0);
  return rank(b) - rank(a);
}

/**
 * Puts clauses that end an environment last: they are kept apart and start when the rest is over. Those with a pause between their calls begin
 * first, because nothing else is left to run beside them.
 */
function endingsLast(clauses: readonly Clause[]): readonly Clause[] {
  const groups = Map.groupBy(clauses, (clause) => {
    if (clause.cost === "waits" || !endsEnvironment(clause)) return "rest";
    return hasPause(clause) ? "pausing" : "ending";
  });
  return (["rest", "pausing", "ending"] as const).flatMap((group) => groups.get(group) ?? []);
}

function hasPause({ given }: Clause): boolean {
  return JSON.stringify(given).includes('"do":"wait"');
}

/**
 * Orders clauses with events last. An event may still run after its case, and would use up one of the few requests that the subject allows.
 */
function eventsLast(a: Clause, b: Clause): number {
  const events = ({ requires }: Clause): number => Number(requires?.includes("async") ?? false);
  return events(a) - events(b);
}
