import type { Clause, Given } from "./clause.ts";

/** A clause without its own cases: it judges the exchanges of other clauses. */
export type PassiveClause = Clause & { readonly given: Extract<Given, { readonly every: unknown }> };

export function isPassive(clause: Clause): clause is PassiveClause {
  return "every" in clause.given;
}
