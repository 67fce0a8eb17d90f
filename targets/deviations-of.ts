import type { Deviation } from "./target.ts";

/** The known failures of a target, from the ids of the clauses that fail for each reason. */
export function deviationsOf(failures: Readonly<Record<string, readonly string[]>>): readonly Deviation[] {
  return Object.entries(failures).flatMap(([reason, clauses]) =>
    clauses.map((clause) => ({ clause, reason })),
  );
}
