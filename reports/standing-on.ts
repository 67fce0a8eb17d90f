import type { Report, ReportedVerdict } from "./report.ts";

/** Clauses that were skipped because they build on this failing one. */
export function standingOn(
  { clause }: ReportedVerdict,
  { verdicts }: Pick<Report, "verdicts">,
): readonly string[] {
  return verdicts.flatMap((verdict) => (verdict.behind === clause ? [verdict.clause] : []));
}

/** Whether a clause is shown under the failure of another. */
export function isToldUnder({ behind }: ReportedVerdict, verdicts: readonly ReportedVerdict[]): boolean {
  return (
    behind !== undefined &&
    verdicts.some(
      ({ clause, outcome, deviation }) => clause === behind && outcome === "fail" && deviation === undefined,
    )
  );
}
