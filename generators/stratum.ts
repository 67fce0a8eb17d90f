import type { Arbitrary } from "fast-check";

/**
 * One kind of value that a generator makes (a branch of a pattern, a kind of near miss, an edge). The case k of a clause is
 * drawn from stratum k mod n, so that every kind appears early whatever the seed, and a counterexample
 * shrinks within its kind.
 */
export interface Stratum<T> {
  readonly kind: string;
  /** One value, used once. */
  readonly only?: T;
  /** Or many. */
  readonly many?: Arbitrary<T>;
}

/** A value with the reason why it was made, in words that follow it: "a letter outside [a-z]". */
export interface Sample<T> {
  readonly value: T;
  readonly why: string;
}

/** A value that breaks a keyword, the member it was mended to, and all keywords that it breaks. */
export interface NearMiss<T> extends Sample<T> {
  readonly mended: T;
}
