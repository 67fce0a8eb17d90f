import type { Clause } from "../../specs/clause.ts";

/** The clauses of a run that others stand on. */
export interface Gates {
  /** Whether other clauses stand on this one. */
  isGate(clause: Clause): boolean;
  /** The clauses that this one builds on, directly or indirectly, without those that the run does not judge. */
  under(clause: Clause): readonly Clause[];
  /** The length of the longest chain of gates below a clause. A clause without gates has depth 0. */
  depth(clause: Clause): number;
}

export function createGates(clauses: readonly Clause[]): Gates {
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  const directly = ({ needs = [] }: Clause): Clause[] => needs.flatMap((id) => byId.get(id) ?? []);
  const gates = new Set(clauses.flatMap(directly));
  const under = new Map(clauses.map((clause) => [clause, [...below(clause, directly)]]));
  const depth = (clause: Clause): number =>
    directly(clause).reduce((deepest, gate) => Math.max(deepest, depth(gate) + 1), 0);
  return { isGate: (clause) => gates.has(clause), under: (clause) => under.get(clause) ?? [], depth };
}

/** The clauses, plus the gates that they stand on, all in the order of `known`. */
export function withGates(
  clauses: readonly Clause[],
  known: readonly Clause[],
  skipped: (clause: Clause) => boolean,
): readonly Clause[] {
  const byId = new Map(known.map((clause) => [clause.id, clause]));
  const directly = ({ needs = [] }: Clause): Clause[] =>
    needs.flatMap((id) => byId.get(id) ?? []).filter((gate) => !skipped(gate));
  const wanted = new Set(clauses);
  for (const clause of clauses) for (const gate of below(clause, directly)) wanted.add(gate);
  return wanted.size === clauses.length ? clauses : known.filter((clause) => wanted.has(clause));
}

/** All clauses below one, the nearest first. */
function below(clause: Clause, directly: (clause: Clause) => readonly Clause[]): Set<Clause> {
  const found = new Set<Clause>();
  const visit = (one: Clause): void => {
    const next = directly(one).filter((gate) => !found.has(gate));
    for (const gate of next) found.add(gate);
    for (const gate of next) visit(gate);
  };
  visit(clause);
  return found;
}
