import type { InvokeStep, Step } from "../../generators/case.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive, type PassiveClause } from "../../specs/is-passive.ts";
import { matchClause } from "../../specs/match-clause.ts";
import type { Specification } from "../../specs/specification.ts";

/**
 * The clauses whose first cases give passive clauses something to judge, if nothing else in a run does. For each passive clause, there is
 * one clause for each kind of call to its operation, with the features that the passive clause needs.
 * @param candidates clauses that may be performed for this
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
 * The clauses whose cases a run of `clauses` would perform for the passive ones among them, as far as is known before the run. A run
 * performs more if these calls show nothing.
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

/** Whether a clause may make calls that a passive clause judges, at low cost. */
function canShow(clause: Clause, passive: PassiveClause): boolean {
  const { binds, operation, level, cost, given, requires = [] } = clause;
  return (
    binds === passive.binds &&
    operation === passive.operation &&
    !("every" in given) &&
    // Some passive clauses ignore the calls of may clauses.
    level !== "may" &&
    cost === undefined &&
    (passive.requires ?? []).every((feature) => requires.includes(feature))
  );
}

function needsLess({ requires: its = [] }: Clause, { requires: others = [] }: Clause): number {
  return its.length - others.length;
}

/** The kind of a call: the members that it gives, the form of the function name, and the members that are at fault, if any. */
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
