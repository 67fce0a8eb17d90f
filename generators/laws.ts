import fc from "fast-check";
import { ChoiceArbitrary } from "./choices.ts";
import type { Stratum } from "./stratum.ts";

/** The laws of every generator, as assertions for tests. Each throws an error that names the stratum and the value at fault. */

/** The same seed gives the same values. `make` builds new strata. */
export function assertSameSeedSameValues<T>(make: () => readonly Stratum<T>[], seed: number): void {
  const [first, second] = [make(), make()].map((strata) =>
    JSON.stringify(strata.map((stratum) => [stratum.kind, drawn(stratum, seed, 3)])),
  );
  if (first !== second) throw new Error(`the same seed gave different values: ${first} and ${second}`);
}

/** Kinds have unique names, and there are few enough of them that each appears within this many cases. */
export function assertKindsAppear<T>(strata: readonly Stratum<T>[], within: number): void {
  const kinds = new Set(strata.map(({ kind }) => kind));
  if (kinds.size !== strata.length) throw new Error(`kinds of equal name: ${strata.map(({ kind }) => kind)}`);
  if (strata.length > within) throw new Error(`${strata.length} kinds do not appear within ${within} cases`);
}

/** Every value of every stratum passes the check, and so does everything that it shrinks to. The check throws, or returns what is wrong. */
export function assertAlways<T>(
  strata: readonly Stratum<T>[],
  check: (value: T) => string | undefined,
  { seed, draws, shrinks }: { readonly seed: number; readonly draws: number; readonly shrinks: number },
): void {
  for (const stratum of strata) {
    const judged = (value: T): void => {
      const wrong = check(value);
      if (wrong !== undefined) throw new Error(`${stratum.kind}: ${JSON.stringify(value)}: ${wrong}`);
    };
    for (const value of drawn(stratum, seed, draws)) judged(value);
    if (stratum.many === undefined) continue;
    let calls = 0;
    let fault: unknown;
    // A predicate that fails at random visits many of the shrunk values.
    const wander = fc.property(stratum.many, (value) => {
      calls += 1;
      try {
        judged(value);
      } catch (error) {
        fault ??= error;
      }
      return calls > 1 && (calls > shrinks || Math.imul(calls, 0x9e3779b9) >>> 30 !== 0);
    });
    fc.check(wander, { seed, numRuns: 1 });
    if (fault !== undefined) throw fault;
  }
}

/** Values are constructed, not filtered: at most one draw in 1,000 is thrown away. */
export function assertSeldomRefuses<T>(strata: readonly Stratum<T>[], draws: number): void {
  for (const stratum of strata) {
    if (!(stratum.many instanceof ChoiceArbitrary)) continue;
    const before = { drawn: stratum.many.drawn, refused: stratum.many.refused };
    drawn(stratum, 1, draws);
    const refused = stratum.many.refused - before.refused;
    if (refused * 1000 > stratum.many.drawn - before.drawn) {
      throw new Error(`${stratum.kind}: ${refused} of ${draws} draws were thrown away`);
    }
  }
}

/** The first values of a stratum. */
export function drawn<T>({ only, many }: Stratum<T>, seed: number, count: number): T[] {
  return many === undefined ? [only] : fc.sample(many, { seed, numRuns: count });
}
