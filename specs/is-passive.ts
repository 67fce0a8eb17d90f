import type { Clause, Given } from "./clause.ts";

/** A clause without cases of its own: it judges the exchanges that other clauses make. */
export type PassiveClause = Clause & { readonly given: Extract<Given, { readonly every: unknown }> };

export function isPassive(clause: Clause): clause is PassiveClause {
  return "every" in clause.given;
}
