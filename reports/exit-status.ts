import type { Report, ReportedVerdict } from "./report.ts";

/** The exit status of a report, and the reasons for it. */
export interface Conclusion {
  readonly status: 0 | 1 | 2;
  /** The reasons for a status other than 0, the most important first. */
  readonly reasons: readonly string[];
}

/** Settings that may differ from those of the run. */
export interface ConclusionOptions {
  /** Whether failing `should` clauses count. Default: as in the run. */
  readonly strict?: boolean;
  /** Share of the `must` clauses that must have been judged, from 0 to 1. Default: 0.5. */
  readonly minCoverage?: number;
  /** Ids of clauses that could not be judged in the baseline either. They are not reported as new. */
  readonly unjudgedBefore?: ReadonlySet<string>;
}

/** Whether a failing verdict counts: it is of a binding level and no deviation covers it. */
export function isCounted(verdict: ReportedVerdict, strict: boolean): boolean {
  return (
    verdict.outcome === "fail" &&
    verdict.deviation === undefined &&
    (verdict.level === "must" || (strict && verdict.level === "should"))
  );
}

/**
 * Concludes a report with an exit status. 1: a counted clause fails or a deviation is stale. 2: a `must` or `should` clause could not be judged, no
 * probe was found, too few `must` clauses were judged, or the run did not complete. 0: none of these. A target may declare that it runs no
 * function, or the best coverage that it allows. Then a missing probe, or that coverage, does not cause status 2.
 */
export function conclude(report: Report, options: ConclusionOptions = {}): Conclusion {
  const { strict = report.run.strict, minCoverage = 0.5, unjudgedBefore } = options;
  const { staleDeviations } = report;
  const failing = report.verdicts.filter((verdict) => isCounted(verdict, strict));
  const failures = [
    ...(failing.length > 0 ? [failuresSay(failing)] : []),
    ...(staleDeviations.length > 0
      ? [plural(staleDeviations.length, "deviation is stale", "deviations are stale")]
      : []),
  ];
  // The outcome of a may clause does not affect the status.
  const unjudged = report.verdicts.filter(
    ({ clause, outcome, level }) => outcome === "error" && level !== "may" && !unjudgedBefore?.has(clause),
  ).length;
  const doubts = [
    ...doubtsAbout(report, minCoverage),
    ...(unjudged > 0 ? [plural(unjudged, "clause was not judged", "clauses were not judged")] : []),
  ];
  return {
    status: failures.length > 0 ? 1 : doubts.length > 0 ? 2 : 0,
    reasons: [...failures, ...doubts],
  };
}

/** The reasons why a run as a whole shows too little: no probe, an early end, too few `must` clauses judged. Empty if there are none. */
export function doubtsAbout({ summary, run, subject }: Report, minCoverage = 0.5): readonly string[] {
  const wanted = Math.min(minCoverage, subject.bestCoverage ?? 1);
  const { coverage } = summary.must;
  return [
    ...(subject.probe?.found === false && subject.executes !== false
      ? [`the probe was not found: ${subject.probe.says}`]
      : []),
    ...(run.ended === "completed"
      ? []
      : [`the run did not complete${run.because ? `: ${run.because}` : ""}`]),
    ...(coverage !== null && coverage < wanted
      ? [
          `only ${percent(coverage)} of the must clauses were judged; ${percent(wanted)} are required (--min-coverage)`,
        ]
      : []),
  ];
}

/** The exit status without the reasons. */
export function exitStatus(report: Report, options?: ConclusionOptions): Conclusion["status"] {
  return conclude(report, options).status;
}

/** A share as a percentage with one decimal. It never rounds to 0 or 100 unless the share is exactly that: 0.9996 is `99.9 %`. */
export function percent(share: number): string {
  const tenths = share < 1 ? Math.floor(share * 1000) : 1000;
  return `${share > 0 && tenths === 0 ? 0.1 : tenths / 10} %`;
}

function failuresSay(failing: readonly ReportedVerdict[]): string {
  const must = failing.filter((verdict) => verdict.level === "must").length;
  const should = failing.length - must;
  const parts = [...(must > 0 ? [`${must} must`] : []), ...(should > 0 ? [`${should} should`] : [])];
  return `${parts.join(" and ")} ${failing.length === 1 ? "clause fails" : "clauses fail"}`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
