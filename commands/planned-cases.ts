import type { Case } from "../generators/case.ts";
import { drawCase } from "../generators/draw.ts";
import { strataOf } from "../generators/strata-of.ts";
import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import { caseLimits } from "../suites/judge/case-limits.ts";

/** A case that a run would perform. */
export interface PlannedCase {
  readonly clause: Clause;
  readonly number: number;
  readonly case: Case;
}

/** What a run will perform. */
export interface RunPlanned {
  readonly clauses: readonly Clause[];
  /** Clauses of which one case each is performed, so that passive clauses have exchanges to judge. */
  readonly traffic?: readonly Clause[];
  readonly specification: Specification;
  readonly seed: number;
  /** Most cases of a clause. */
  readonly cases: number;
}

/** The cases that a run would perform if nothing failed, one clause after the other. */
export function* plannedCases(planned: RunPlanned): Generator<PlannedCase> {
  const { clauses, traffic = [], specification, seed, cases } = planned;
  for (const clause of clauses) {
    yield* casesOf(clause, specification, seed, Math.min(cases, caseLimits(clause).cases));
  }
  for (const clause of traffic) yield* casesOf(clause, specification, seed, 1);
}

function* casesOf(
  clause: Clause,
  specification: Specification,
  seed: number,
  wanted: number,
): Generator<PlannedCase> {
  const strata = strataOf(clause, specification);
  for (let number = 0; number < wanted; number++) {
    const made = drawCase(strata, clause.id, seed, number);
    if (made === undefined) return;
    yield { clause, number, case: made };
  }
}

/** The number of invocations in a case, including those of its twin. */
export function invocationsOf({ steps, twin = [] }: Case): number {
  return [...steps, ...twin].filter((step) => step.do === "invoke").length;
}
