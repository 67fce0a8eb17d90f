import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Verdict } from "../judge/verdict.ts";
import { endsEnvironment } from "./keep-apart.ts";
import { uncovered } from "./verdicts-without-cases.ts";

/** Who is judged when. Passive clauses are in none of the lists: the exchanges of all others judge them. */
export interface RunPlan {
  /** Verdicts that need no request: of an earlier run, and on clauses that the subject does not support. */
  readonly known: readonly Verdict[];
  /** Clauses that are judged side by side, in the order in which they begin. */
  readonly together: readonly Clause[];
  /**
   * Clauses that are judged after all others, one at a time: the subject is known to die of them, or other requests in flight would distort the
   * times that they are about.
   */
  readonly alone: readonly Clause[];
}

export interface PlanOptions {
  /** Verdicts of an earlier run, which are kept. */
  readonly done: readonly Verdict[];
  /** Why the subject does not support a clause, and undefined where it does. */
  readonly unsupported: (clause: Clause) => string | undefined;
  /** Ids of clauses that the subject is known to die of. */
  readonly diesOf: readonly string[];
  /** Whether the subject stands only so many requests at once. */
  readonly capped: boolean;
  /** Whether other clauses wait for what a clause shows. */
  readonly isGate: (clause: Clause) => boolean;
}

export function planRun(clauses: readonly Clause[], options: PlanOptions): RunPlan {
  const { done, unsupported, diesOf, capped, isGate } = options;
  const earlier = new Map(done.map((verdict) => [verdict.clause, verdict]));
  const known: Verdict[] = [];
  const together: Clause[] = [];
  const alone: Clause[] = [];
  for (const clause of clauses.filter((clause) => !isPassive(clause))) {
    const before = earlier.get(clause.id);
    const because = unsupported(clause);
    if (before) known.push(before);
    else if (because !== undefined) known.push(uncovered(clause, because));
    else (clause.cost === "alone" || diesOf.includes(clause.id) ? alone : together).push(clause);
  }
  const gatesFirst = (a: Clause, b: Clause): number => Number(isGate(b)) - Number(isGate(a));
  together
    .sort(capped ? eventsLast : waitingFirst)
    .sort(gatesFirst)
    .sort(endingsLast);
  return { known, together, alone };
}

/** What takes long begins early, beside all others. */
export function waitingFirst(a: Clause, b: Clause): number {
  return Number(b.cost === "waits") - Number(a.cost === "waits");
}

/** What ends an environment is kept apart from the rest, and begins when that is over. */
function endingsLast(a: Clause, b: Clause): number {
  const ends = (clause: Clause): number => Number(clause.cost !== "waits" && endsEnvironment(clause));
  return ends(a) - ends(b);
}

/** An event may still run when its case is over. A subject that stands only so many requests is spared the others meanwhile. */
function eventsLast(a: Clause, b: Clause): number {
  const events = ({ requires }: Clause): number => Number(requires?.includes("async") ?? false);
  return events(a) - events(b);
}
