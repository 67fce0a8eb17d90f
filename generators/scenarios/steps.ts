import type { Step } from "../case.ts";
import type { Scenario } from "../scenario.ts";

/** One fixed case: `given.steps` as they stand, beside `given.twin` where there is one, for the reason `given.why`. */
export const steps: Scenario = (clause) => {
  const given = clause.given as unknown as FixedSteps;
  return [
    {
      kind: "as written",
      only: {
        kind: "as written",
        why: given.why ?? clause.says,
        steps: given.steps,
        ...(given.twin && { twin: given.twin }),
      },
    },
  ];
};

interface FixedSteps {
  readonly steps: readonly Step[];
  readonly twin?: readonly Step[];
  readonly why?: string;
}
