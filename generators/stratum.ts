import type { Arbitrary } from "fast-check";

/**
 * One kind of value that a generator makes (a branch of a pattern, a kind of near miss, an edge). The case k of a clause is
 * drawn from stratum k mod n, so that every kind appears early whatever the seed, and a counterexample
 * shrinks within its kind. Kinds are unique within a clause: the values of a stratum are drawn by its name.
 */
export type Stratum<T> =
  /** One value, used once. */
  | { readonly kind: string; readonly only: T; readonly many?: never }
  /** Or many. */
  | { readonly kind: string; readonly many: Arbitrary<T>; readonly only?: never };

/** A value with the reason why it was made, in words that follow it: "a letter outside [a-z]". */
export interface Sample<T> {
  readonly value: T;
  readonly why: string;
}

/** A value that breaks a keyword, with the member that it was mended to: one edit lies between them. */
export interface NearMiss<T> extends Sample<T> {
  readonly mended: T;
  /** The value that the sound twin has, where the mended one is not certain to be taken: one that names the probe. */
  readonly twin?: T;
}

/** The same strata with each of their values made into another. */
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
