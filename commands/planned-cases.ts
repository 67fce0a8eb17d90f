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

/** The cases that a run would perform if nothing failed, clause by clause. */
export function* plannedCases(
  clauses: readonly Clause[],
  specification: Specification,
  seed: number,
  cases: number,
): Generator<PlannedCase> {
  for (const clause of clauses) {
    const strata = strataOf(clause, specification);
    const wanted = Math.min(cases, caseLimits(clause).cases);
    for (let number = 0; number < wanted; number++) {
      const made = drawCase(strata, clause.id, seed, number);
      if (made === undefined) break;
      yield { clause, number, case: made };
    }
  }
}

/** How many invocations a case makes, that of its twin included. */
export function invocationsOf({ steps, twin = [] }: Case): number {
  return [...steps, ...twin].filter((step) => step.do === "invoke").length;
}
