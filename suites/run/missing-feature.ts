import type { Clause } from "../../specs/clause.ts";
import type { StartedTarget } from "../../targets/target.ts";
import type { RunOptions } from "./run-options.ts";

/** The first feature that a clause needs and the subject does not have; undefined where it has them all. */
export function missingFeature(
  clause: Clause,
  target: StartedTarget,
  options: RunOptions,
): string | undefined {
  const without = withoutFeatures(target, options);
  const operation = options.specification.operations[clause.operation];
  return [...(operation.requires ?? []), ...(clause.requires ?? [])].find((feature) =>
    without.includes(feature),
  );
}

/** The features that the subject does not have: what is declared for the run wins over what is known. */
export function withoutFeatures(target: StartedTarget, options: RunOptions): readonly string[] {
  const without = new Set([
    ...target.without,
    ...(target.unprivileged ? [] : ["unprivileged"]),
    ...(options.without ?? []),
  ]);
  for (const feature of options.with ?? []) without.delete(feature);
  return [...without];
}
