import { matchClause } from "../specs/match-clause.ts";
import { UserError } from "../specs/user-error.ts";
import { buildReport } from "./build-report.ts";
import { recordsOf } from "./record.ts";
import type { Report } from "./report.ts";
import { standingOn } from "./standing-on.ts";

/** One part of a run, and what to call it. */
export interface ReportPart {
  readonly name: string;
  readonly report: Report;
}

/** What the parts of one run must have in common. */
const COMMON: readonly (readonly [words: string, of: (report: Report) => unknown])[] = [
  ["kind of subject", ({ subject }) => subject.kind],
  ["subject", ({ subject }) => subject.name],
  ["version of the subject", ({ subject }) => subject.version],
  ["edition", ({ edition }) => edition],
  ["specification", ({ run }) => run.specs],
  ["version of the tool", ({ tool }) => tool.version],
  ["seed", ({ run }) => run.seed],
  ["number of cases", ({ run }) => run.cases],
  ["strictness", ({ run }) => run.strict],
];

/**
 * Merges the reports of the parts of a run, each of which judged other clauses of the same subject by the same rules. Each part also judges the
 * clauses that its own ones stand on, so a failing clause may occur in several parts.
 * @throws UserError for parts that do not match, overlap, or did not complete
 */
export function mergeReports(parts: readonly ReportPart[]): Report {
  const [first, ...others] = parts;
  if (first === undefined) throw new UserError("there is nothing to merge");
  for (const other of others) assertFits(first, other);
  for (const { name, report } of parts) {
    if (report.run.ended !== "completed") {
      throw new UserError(`${name}: its run did not complete; continue it first (run --resume JOURNAL)`);
    }
  }
  assertApart(parts);
  const reports = parts.map(({ report }) => report);
  const { subject, run } = first.report;
  return buildReport(
    recordsOf({
      ...first.report,
      subject: {
        ...subject,
        features: Object.assign({}, ...reports.map((report) => report.subject.features)) as Record<
          string,
          boolean
        >,
      },
      run: {
        ...run,
        startedAt: reports.map((report) => report.run.startedAt).sort()[0] as string,
        durationMs: sum(reports.map((report) => report.run.durationMs ?? 0)),
        exchanges: sum(reports.map((report) => report.run.exchanges)),
      },
      verdicts: [
        ...new Map(
          reports.flatMap(({ verdicts }) => verdicts.map((verdict) => [verdict.clause, verdict] as const)),
        ).values(),
      ],
      errors: reports.flatMap(({ errors }) => errors),
      staleDeviations: staleIn(reports),
      notices: [...new Set(reports.flatMap(({ notices }) => notices))],
    }),
  );
}

function assertFits(first: ReportPart, other: ReportPart): void {
  for (const [words, of] of COMMON) {
    const [a, b] = [of(first.report), of(other.report)];
    if (a !== b) {
      throw new UserError(
        `these are not parts of one run: the ${words} is ${a ?? "unknown"} in ${first.name}, ${b ?? "unknown"} in ${other.name}`,
      );
    }
  }
}

function assertApart(parts: readonly ReportPart[]): void {
  const holders = new Map<string, string>();
  for (const { name, report } of parts) {
    for (const verdict of report.verdicts) {
      const { clause } = verdict;
      if (standingOn(verdict, report).length > 0) continue;
      const holder = holders.get(clause);
      if (holder !== undefined) {
        throw new UserError(
          `${clause} is in both ${holder} and ${name}: parts of a run judge different clauses`,
        );
      }
      holders.set(clause, name);
    }
  }
}

/** A deviation that one part found stale is not stale if it covers a failure in another part. */
function staleIn(reports: readonly Report[]): Report["staleDeviations"] {
  const all = new Map(
    reports.flatMap(({ staleDeviations }) => staleDeviations).map((entry) => [entry.clause, entry]),
  );
  return [...all.values()].filter(({ clause }) =>
    reports.every(
      ({ staleDeviations, verdicts }) =>
        staleDeviations.some((entry) => entry.clause === clause) ||
        !verdicts.some((verdict) => verdict.outcome === "fail" && matchClause(clause, verdict.clause)),
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
