import fc, { type Arbitrary } from "fast-check";
import type { Stratum } from "./stratum.ts";

/** An arbitrary over all strata. It draws every kind equally often, and shrinks within the kind. */
export function anyOf<T>(strata: readonly Stratum<T>[]): Arbitrary<T> {
  return fc.oneof(...strata.map(({ only, many }) => many ?? fc.constant(only as T)));
}
