import type { ReportedVerdict } from "./report.ts";
import { isToldUnder } from "./standing-on.ts";

/** A reason, and the clauses it applies to. */
export interface Reason {
  readonly because: string;
  readonly clauses: readonly string[];
}

/**
 * Why clauses are uncovered or could not be judged, the most common reason first. Clauses that are shown under the failure they stand on are left
 * out.
 */
export function reasonsFor(outcome: "uncovered" | "error", verdicts: readonly ReportedVerdict[]): Reason[] {
  const concerned = verdicts.filter(
    (verdict) => verdict.outcome === outcome && !isToldUnder(verdict, verdicts),
  );
  return [...Map.groupBy(concerned, ({ because }) => because ?? "the reason is unknown")]
    .map(([because, group]) => ({ because, clauses: group.map(({ clause }) => clause) }))
    .sort((a, b) => b.clauses.length - a.clauses.length);
}
