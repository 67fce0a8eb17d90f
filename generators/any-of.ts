import fc, { type Arbitrary } from "fast-check";
import type { Stratum } from "./stratum.ts";

/** An arbitrary of what the strata hold: each kind is drawn as often as any other, and shrinks within itself. */
export function anyOf<T>(strata: readonly Stratum<T>[]): Arbitrary<T> {
  return fc.oneof(...strata.map(({ only, many }) => many ?? fc.constant(only as T)));
}
