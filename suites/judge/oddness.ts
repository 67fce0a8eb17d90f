import type { Step } from "../../generators/case.ts";

/** In how many ways steps differ on the wire from bare calls: where plainer ones show the same failure, those are told. */
export function oddnessOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + oddities(step), 0);
}

function oddities(step: Step): number {
  if (step.do !== "invoke" || step.wire === undefined) return 0;
  const { headers = [], ...others } = step.wire;
  return headers.length + Object.keys(others).length;
}
