import { describe, expect, test } from "vitest";
import type { Level } from "../specs/clause.ts";
import type { Outcome } from "../suites/judge/verdict.ts";
import { buildReport } from "./build-report.ts";
import { conclude, exitStatus, percent } from "./exit-status.ts";
import type { ReportRecord } from "./record.ts";
import type { Report } from "./report.ts";
import { hostileRecords } from "./testing/hostile-run.ts";

const [header, footer] = ["header", "footer"].map(
  (kind) => hostileRecords.find((record) => kind in record) as ReportRecord,
) as [Extract<ReportRecord, { header: unknown }>, Extract<ReportRecord, { footer: unknown }>];

type Wanted = readonly [level: Level, outcome: Outcome, deviation?: string];

function report(wanted: readonly Wanted[], more: Partial<Report> = {}): Report {
  const template = header.header.clauses[0] as (typeof header.header.clauses)[number];
  const clauses = wanted.map(([level], index) => ({ ...template, clause: `a/b/${index}`, level }));
  const verdicts = wanted.map(([, outcome, deviation], index) => ({
    verdict: {
      clause: `a/b/${index}`,
      outcome,
      cases: 1,
      exchanges: 1,
      ms: 1,
      ...(deviation !== undefined && { deviation }),
    },
  }));
  const built = buildReport([
    { header: { ...header.header, clauses } },
    ...verdicts,
    { footer: { ...footer.footer, staleDeviations: [] } },
  ]);
  return { ...built, ...more };
}

const pass: Wanted = ["must", "pass"];

describe("0", () => {
  test.each<[string, readonly Wanted[]]>([
    ["all passes", [pass, ["should", "pass"], ["may", "noted"]]],
    ["a should clause fails", [pass, ["should", "fail"]]],
    ["a known deviation fails", [pass, ["must", "fail", "issue 12"]]],
    ["half is uncovered", [pass, ["must", "uncovered"]]],
    ["there is nothing to judge", []],
  ])("%s", (_, wanted) => {
    expect(conclude(report(wanted))).toEqual({ status: 0, reasons: [] });
  });
});

describe("1", () => {
  test("a must clause fails", () => {
    expect(conclude(report([pass, ["must", "fail"]]))).toEqual({
      status: 1,
      reasons: ["1 must clause fails"],
    });
  });

  test("a should clause fails and counts", () => {
    const failing = report([pass, ["must", "fail"], ["should", "fail"]]);
    expect(conclude(failing, { strict: true }).reasons).toEqual(["1 must and 1 should clauses fail"]);
    expect(exitStatus({ ...failing, run: { ...failing.run, strict: true } })).toBe(1);
    expect(exitStatus(report([pass, ["should", "fail", "issue 12"]]), { strict: true })).toBe(0);
  });

  test("a deviation is stale", () => {
    const stale = report([pass], { staleDeviations: [{ clause: "a/**", says: "no longer fails" }] });
    expect(conclude(stale)).toEqual({ status: 1, reasons: ["1 deviation is stale"] });
  });

  test("a failure weighs more than a doubt, and both are told", () => {
    const both = conclude(report([pass, ["must", "fail"], ["must", "error"]]));
    expect(both).toEqual({ status: 1, reasons: ["1 must clause fails", "1 clause was not judged"] });
  });
});

describe("2", () => {
  test.each<[string, Report, string]>([
    ["an error", report([pass, ["should", "error"]]), "1 clause was not judged"],
    [
      "little coverage",
      report([pass, ["must", "uncovered"], ["must", "uncovered"]]),
      "only 33.3 % of the must clauses were judged; 50 % are required (--min-coverage)",
    ],
    [
      "no probe",
      report([pass], { subject: { ...header.header.subject, probe: { found: false, says: "404" } } }),
      "the probe was not found: 404",
    ],
    [
      "an interruption",
      report([pass], { run: { ...report([]).run, ended: "interrupted", because: "Ctrl-C" } }),
      "the run did not complete: Ctrl-C",
    ],
  ])("%s", (_, of, reason) => {
    expect(conclude(of)).toEqual({ status: 2, reasons: [reason] });
  });

  test("a may clause that could not be judged is no doubt", () => {
    expect(exitStatus(report([pass, ["may", "error"]]))).toBe(0);
  });

  test("what a target declares of itself is no doubt", () => {
    const { subject } = header.header;
    const little = (declared: Partial<Report["subject"]>): Report =>
      report([pass, ["must", "uncovered"], ["must", "uncovered"]], {
        subject: { ...subject, probe: { found: false, says: "404" }, ...declared },
      });
    expect(exitStatus(little({ executes: false, bestCoverage: 0.33 }))).toBe(0);
    expect(conclude(little({ executes: false, bestCoverage: 0.4 })).reasons).toEqual([
      "only 33.3 % of the must clauses were judged; 40 % are required (--min-coverage)",
    ]);
    expect(exitStatus(little({ executes: true, bestCoverage: 0.33 }))).toBe(2);
    expect(exitStatus(little({ executes: false, bestCoverage: 0.33 }), { minCoverage: 0.1 })).toBe(0);
  });

  test("coverage that is wanted can be set", () => {
    const half = report([pass, ["must", "uncovered"]]);
    expect(exitStatus(half, { minCoverage: 0.51 })).toBe(2);
    expect(exitStatus(half, { minCoverage: 0 })).toBe(0);
  });
});

test.each([
  [1, "100 %"],
  [0.9996, "99.9 %"],
  [0.5, "50 %"],
  [0.0001, "0.1 %"],
  [0, "0 %"],
])("%d is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});
