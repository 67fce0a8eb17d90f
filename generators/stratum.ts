import type { Arbitrary } from "fast-check";

/**
 * One kind of value that a generator makes: a branch of a pattern, a kind of near miss, or an edge. Each kind appears early, whatever the
 * seed, and a minimal example shrinks within its kind. Kinds are unique within a clause, because the values of a stratum are drawn by its
 * name.
 */
export type Stratum<T> =
  /** A single value, used once. */
  | { readonly kind: string; readonly only: T; readonly many?: never }
  /** Many values. */
  | { readonly kind: string; readonly many: Arbitrary<T>; readonly only?: never };

/** A value with the reason why it was made, in words that follow the value: "a letter outside [a-z]". */
export interface Sample<T> {
  readonly value: T;
  readonly why: string;
}

/** A value that breaks a keyword, with the member that mends it. One edit lies between them. */
export interface NearMiss<T> extends Sample<T> {
  readonly mended: T;
  /** The value of the sound twin, when the mended value may not be accepted. It names the probe. */
  readonly twin?: T;
}

/** The same strata with each value converted. */
export function mapStrata<T, U>(
  strata: readonly Stratum<T>[],
  to: (value: T, kind: string) => U,
): Stratum<U>[] {
  return strata.map(({ kind, only, many }) =>
    many === undefined
      ? { kind, only: to(only, kind) }
      : { kind, many: many.map((value) => to(value, kind)) },
  );
}
