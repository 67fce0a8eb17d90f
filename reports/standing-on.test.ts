import { expect, test } from "vitest";
import { buildReport } from "./build-report.ts";
import { factsOf } from "./facts-of.ts";
import { formatNames, loadFormat } from "./formats.ts";
import { mergeReports } from "./merge-reports.ts";
import { reasonsFor } from "./reasons-for.ts";
import type { ReportRecord } from "./record.ts";
import type { Report } from "./report.ts";
import { hostileRecords } from "./testing/hostile-run.ts";

/** A clause that fails in the report of a run, so that other clauses can stand on it. */
const [first = ""] = buildReport(hostileRecords).verdicts.flatMap(({ clause, outcome, deviation }) =>
  outcome === "fail" && deviation === undefined ? [clause] : [],
);
const behindIt = buildReport(hostileRecords).verdicts.flatMap(({ clause, outcome }) =>
  outcome === "pass" ? [clause] : [],
);
const put = (record: ReportRecord): ReportRecord => {
  if (!("verdict" in record) || !behindIt.includes(record.verdict.clause)) return record;
  const { clause, cases, exchanges, ms } = record.verdict;
  const because = `builds on ${first}, which fails`;
  return { verdict: { clause, cases, exchanges, ms, outcome: "uncovered", because, behind: first } };
};
const report: Report = buildReport(hostileRecords.map(put));
const gate = report.verdicts.find(({ clause }) => clause === first) as Report["verdicts"][number];

test("what stands on a failing clause is told under it, and not among what is uncovered", () => {
  expect(behindIt.length).toBeGreaterThan(1);
  expect(factsOf(gate, report)).toContainEqual({
    label: "blocks",
    text: `${behindIt.length} clauses are skipped because this one fails: ${behindIt.join(", ")}`,
  });
  expect(reasonsFor("uncovered", report.verdicts)).toEqual(
    reasonsFor("uncovered", buildReport(hostileRecords).verdicts),
  );
});

test("it is told as uncovered where the failure is a known one, which is not told", () => {
  const known = report.verdicts.map((verdict) =>
    verdict === gate ? { ...verdict, deviation: "known" } : verdict,
  );
  expect(reasonsFor("uncovered", known)).toContainEqual({
    because: `builds on ${first}, which fails`,
    clauses: behindIt,
  });
});

test("it takes nothing from the coverage", () => {
  expect(report.summary.behind).toBe(behindIt.length);
  expect(report.summary.coverage).toBe(buildReport(hostileRecords).summary.coverage);
});

test.each(formatNames().filter((name) => !["badge", "github"].includes(name)))(
  "%s names it",
  async (name) => {
    const text = (await loadFormat(name)).render(report);
    for (const clause of behindIt) expect(text).toContain(clause);
  },
);

test("parts of a run may both tell of a clause that others stand on", () => {
  const part = (name: string, kept: (clause: string) => boolean): { name: string; report: Report } => ({
    name,
    report: { ...report, verdicts: report.verdicts.filter(({ clause }) => kept(clause)) },
  });
  const [one = "", ...others] = behindIt;
  const merged = mergeReports([
    part("a", (clause) => clause === first || clause === one),
    part("b", (clause) => clause === first || others.includes(clause)),
  ]);
  expect(merged.verdicts.map(({ clause }) => clause).sort()).toEqual([first, ...behindIt].sort());
});
