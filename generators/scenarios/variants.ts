import { baseStep, changed, type StepChange } from "../base-step.ts";
import type { Step } from "../case.ts";
import type { Scenario } from "../scenario.ts";

/**
 * The base call changed in one way after another, each a case of its own. Arguments:
 * - `variants`: of each, `why` it is there and its `step`: members of the call that differ from the base one;
 * - `step`: members that differ in all of them;
 * - `after`: steps that follow, the same for all;
 * - `refused`: the changes are faults, and the call without them is the sound twin.
 */
export const variants: Scenario = (clause, specification) => {
  const given = clause.given as unknown as VariantsArguments;
  const base = changed(baseStep(clause.operation, specification), given.step);
  return given.variants.map(({ why, step }) => ({
    kind: why,
    only: {
      kind: why,
      why,
      steps: [changed(base, step), ...(given.after ?? [])],
      ...(given.refused && { twin: [base] }),
    },
  }));
};

interface VariantsArguments {
  readonly variants: readonly { readonly why: string; readonly step: StepChange }[];
  readonly step?: StepChange;
  readonly after?: readonly Step[];
  readonly refused?: true;
}
