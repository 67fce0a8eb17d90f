import type { InvokeStep, Step } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive, type PassiveClause } from "../../specs/is-passive.ts";
import { matchClause } from "../../specs/match-clause.ts";
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
  const able = candidates.filter((clause) => passive.some((judging) => canShow(clause, judging)));
  for (const clause of able.toSorted(needsLess)) {
    const kind = kindOfCall(clause, specification);
    if (!kinds.has(kind)) kinds.set(kind, clause);
  }
  return [...kinds.values()];
}

/**
 * The clauses that a run of these performs for the passive ones among them, as far as can be told before: where calls that could show something
 * do not, a run performs more.
 */
export function plannedTraffic(
  clauses: readonly Clause[],
  specification: Specification,
  skip: readonly string[],
): readonly Clause[] {
  const passive = clauses
    .filter(isPassive)
    .filter((judging) => !clauses.some((clause) => canShow(clause, judging)));
  const candidates = specification.clauses.filter(
    ({ id }) => !skip.some((pattern) => matchClause(pattern, id)),
  );
  return trafficFor(passive, candidates, specification);
}

/** Whether the cases of a clause may hold calls that a passive clause judges, and cost little. */
function canShow(clause: Clause, passive: PassiveClause): boolean {
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

function needsLess({ requires: its = [] }: Clause, { requires: others = [] }: Clause): number {
  return its.length - others.length;
}

/** Calls are of one kind when they give the same members, write the name of the function alike, and are at fault in the same members, or in none. */
function kindOfCall(clause: Clause, specification: Specification): string {
  const made = drawCase(strataOf(clause, specification), clause.id, 0, 0);
  const input = firstInput(made?.steps);
  const mended = made?.twin && firstInput(made.twin);
  const members = Object.keys(input).sort();
  const nameParts = input["FunctionName"]?.split(":").length;
  const faulty = mended && members.filter((member) => input[member] !== mended[member]);
  return JSON.stringify([clause.operation, members, nameParts, faulty]);
}

function firstInput(steps: readonly Step[] = []): InvokeStep["input"] {
  return steps.find((step) => step.do === "invoke")?.input ?? {};
}
