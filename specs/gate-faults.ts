import type { Clause } from "./clause.ts";
import type { Fault } from "./expectation-fault.ts";

type Gated = Pick<Clause, "id" | "binds" | "level" | "needs">;

/**
 * What is wrong with the gates of a clause. A gate must be another clause that binds the same kind of subject and does not depend on this
 * clause. It must have at least the level of this clause: if a `should` gate failed, a `must` clause that builds on it would not count.
 * @param clauseOf finds a clause by its id
 */
export function* gateFaults(clause: Gated, clauseOf: (id: string) => Gated | undefined): Generator<Fault> {
  for (const [index, id] of (clause.needs ?? []).entries()) {
    const says = gateFault(clause, id, clauseOf);
    if (says !== undefined) yield { pointer: `/needs/${index}`, says };
  }
}

function gateFault(
  clause: Gated,
  id: string,
  clauseOf: (id: string) => Gated | undefined,
): string | undefined {
  const gate = clauseOf(id);
  if (gate === undefined || id === clause.id) return `${id} is not another clause`;
  if (gate.binds !== clause.binds) return `${id} binds the ${gate.binds}`;
  if (gate.level === "may") return `${id} is a may, which never fails`;
  if (gate.level === "should" && clause.level === "must") {
    return `${id} is a should clause; a must clause cannot build on it`;
  }
  return standsOn(gate, clause.id, clauseOf, new Set()) ? `${id} builds on ${clause.id} itself` : undefined;
}

function standsOn(
  { needs = [] }: Gated,
  id: string,
  clauseOf: (id: string) => Gated | undefined,
  seen: Set<string>,
): boolean {
  return needs.some((gate) => {
    if (gate === id) return true;
    const next = clauseOf(gate);
    if (next === undefined || seen.has(gate)) return false;
    seen.add(gate);
    return standsOn(next, id, clauseOf, seen);
  });
}
