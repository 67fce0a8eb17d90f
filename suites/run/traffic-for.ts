import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { PassiveClause } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";

/**
 * The clauses whose first cases show passive clauses what they judge, where a run judges nothing else that does: for each passive clause one of
 * each kind of call to its operation, with the features that it needs.
 * @param candidates clauses that may be performed for that
 */
export function trafficFor(
  passive: readonly PassiveClause[],
  candidates: readonly Clause[],
  specification: Specification,
): readonly Clause[] {
  const kinds = new Map<string, Clause>();
  for (const clause of candidates) {
    if (!passive.some((judging) => canShow(clause, judging))) continue;
    const kind = kindOfCall(clause, specification);
    if (!kinds.has(kind)) kinds.set(kind, clause);
  }
  return [...kinds.values()];
}

/** Whether the cases of a clause may hold calls that a passive clause judges, and cost little. */
export function canShow(clause: Clause, passive: PassiveClause): boolean {
  const { binds, operation, level, cost, given, requires = [] } = clause;
  return (
    binds === passive.binds &&
    operation === passive.operation &&
    !("every" in given) &&
    // Some passive clauses do not look at the calls of those.
    level !== "may" &&
    cost === undefined &&
    (passive.requires ?? []).every((feature) => requires.includes(feature))
  );
}

/** Calls are of one kind when they give the same members, write the name of the function alike, and are refused alike: with a sound twin, or not. */
function kindOfCall(clause: Clause, specification: Specification): string {
  const made = drawCase(strataOf(clause, specification), clause.id, 0, 0);
  const first = made?.steps.find((step) => step.do === "invoke")?.input ?? {};
  const nameParts = first["FunctionName"]?.split(":").length;
  const members = Object.keys(first).sort();
  return JSON.stringify([clause.operation, clause.requires, members, nameParts, made?.twin !== undefined]);
}
