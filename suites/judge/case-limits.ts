import type { Clause } from "../../specs/clause.ts";

interface CaseLimits {
  /** The most cases of a clause. */
  readonly cases: number;
  /** The most smaller cases to try for a minimal example. */
  readonly shrinks: number;
  /** How often to perform a failing case concurrently with itself, if it does not fail alone. */
  readonly beside: number;
}

/** Costly clauses have low limits: `heavy` ones send megabytes, each case of `starts` starts an environment, and `waits` takes long. */
const LIMITS: Readonly<Record<"light" | NonNullable<Clause["cost"]>, CaseLimits>> = {
  light: { cases: Number.POSITIVE_INFINITY, shrinks: 60, beside: 10 },
  heavy: { cases: 6, shrinks: 8, beside: 0 },
  starts: { cases: 20, shrinks: 10, beside: 4 },
  alone: { cases: Number.POSITIVE_INFINITY, shrinks: 2, beside: 0 },
  waits: { cases: 3, shrinks: 2, beside: 0 },
};

export function caseLimits({ cost }: Pick<Clause, "cost">): CaseLimits {
  return LIMITS[cost ?? "light"];
}
