import type { Clause } from "../../specs/clause.ts";
import type { StartedTarget } from "../../targets/target.ts";
import type { RunOptions } from "./run-options.ts";

/** The first feature that a clause needs and the subject lacks. Undefined if it has them all. */
export function missingFeature(
  clause: Clause,
  target: StartedTarget,
  options: RunOptions,
): string | undefined {
  const without = withoutFeatures(target, options);
  return featuresOf(clause, options).find((feature) => without.includes(feature));
}

/** Words for a missing feature, with what to do if its name does not explain it. */
export function missingWords(feature: string, kind: "client" | "target"): string {
  return feature === "unprivileged"
    ? "no credentials without permission to invoke are given; set UNPRIVILEGED_AWS_ACCESS_KEY_ID and UNPRIVILEGED_AWS_SECRET_ACCESS_KEY"
    : `the ${kind} does not support ${feature}`;
}

/** The features that a clause needs. Those of its operation come first. */
export function featuresOf(
  { operation, requires = [] }: Clause,
  { specification }: Pick<RunOptions, "specification">,
): readonly string[] {
  return [...(specification.operations[operation].requires ?? []), ...requires];
}

/** The features that the subject lacks. Options of the run override what is known of the subject. */
export function withoutFeatures(target: StartedTarget, options: RunOptions): readonly string[] {
  const without = new Set([
    ...target.without,
    ...(target.unprivileged ? [] : ["unprivileged"]),
    ...(options.without ?? []),
  ]);
  for (const feature of options.with ?? []) without.delete(feature);
  return [...without];
}
