import { describe, expect, test } from "vitest";
import type { RunEvent } from "../suites/run/run-event.ts";
import { buildReport, collectReport } from "./build-report.ts";
import { type ReportRecord, recordOf, recordsOf } from "./record.ts";
import type { ReportedVerdict } from "./report.ts";
import { hostileContext, hostileRecords, hostileRun } from "./testing/hostile-run.ts";

function records(events: readonly RunEvent[] = hostileRun): ReportRecord[] {
  return events.flatMap((event) => recordOf(event, hostileContext) ?? []);
}

const whole = hostileRecords;
const isVerdict = (record: ReportRecord): boolean => "verdict" in record;

function verdictOf(clause: string): ReportedVerdict {
  const found = buildReport(whole).verdicts.find((verdict) => verdict.clause === clause);
  if (found === undefined) throw new Error(`no verdict on ${clause}`);
  return found;
}

describe("the figures", () => {
  const { summary } = buildReport(whole);

  test("count each clause once", () => {
    expect(summary).toMatchObject({ pass: 2, fail: 3, error: 2, uncovered: 1, noted: 1, deviations: 1 });
    for (const member of ["pass", "fail", "error", "uncovered", "noted", "deviations"] as const) {
      expect(summary.must[member] + summary.should[member] + summary.may[member]).toBe(summary[member]);
    }
  });

  test("a deviation excuses a failure, it does not make it conform", () => {
    expect(summary.must.divergence).toBe(3 / 5);
    const without = whole.map((record) => {
      if (!("verdict" in record)) return record;
      const { deviation: _, ...verdict } = record.verdict;
      return { verdict };
    });
    expect(buildReport(without).summary.must.divergence).toBe(summary.must.divergence);
    expect(buildReport(without).summary.must.coverage).toBe(summary.must.coverage);
  });

  test("coverage is what was judged among all", () => {
    expect(summary.must.coverage).toBe(5 / 8);
    expect(summary.may.coverage).toBe(1);
  });

  test("nothing to divide by is told as nothing", () => {
    expect(summary.may.divergence).toBeNull();
    expect(buildReport(records(hostileRun.slice(0, 2)).map(withoutClauses)).summary.coverage).toBeNull();
  });
});

function withoutClauses(record: ReportRecord): ReportRecord {
  return "header" in record ? { header: { ...record.header, clauses: [] } } : record;
}

describe("bodies", () => {
  const { request, response } = verdictOf("invoke/payload/echo").failure ?? {};

  test("are text where they are UTF-8, cut between characters", () => {
    expect(request?.body).toEqual({
      bytes: 10_000,
      text: "é".repeat(2048),
      cut: "the first 4096 of 10000 bytes are shown",
    });
  });

  test("are base64 where they are not", () => {
    const body = response && "body" in response ? response.body : undefined;
    expect(body).toMatchObject({ bytes: 5_000_000, cut: "the first 4096 of 5000000 bytes are shown" });
    expect(body && "base64" in body && Buffer.from(body.base64, "base64")).toEqual(Buffer.alloc(4096, 0x9b));
  });

  test("an exchange without a reply tells why", () => {
    expect(verdictOf("invoke/existence/unknown").failure?.response).toMatchObject({
      failure: expect.stringMatching(/^reset: the connection was reset/),
    });
  });

  test("of the exchanges the last is the one judged", () => {
    const { before, response: last } = verdictOf("invoke/qualifier/max-length").failure ?? {};
    expect(before).toHaveLength(1);
    expect(before?.[0]?.response).toMatchObject({ status: 404 });
    expect(last).toMatchObject({ status: 200 });
  });
});

test("long words are cut and say so", () => {
  const actual = verdictOf("invoke/payload/echo").failure?.violations[1]?.actual;
  expect(actual).toMatch(/^x{4096}\.\.\. \(cut: 10000 characters in all\)$/);
});

test("features are those that clauses require, and whether the subject has them", () => {
  expect(buildReport(whole).subject.features).toEqual({
    collector: true,
    "dead-letter": false,
    streaming: true,
  });
});

describe("a run that ended early", () => {
  test("without a footer was killed, and what it did not judge is told", () => {
    const cut = whole.slice(0, whole.findIndex(isVerdict) + 3);
    const report = buildReport(cut);
    expect(report.run).toMatchObject({ ended: "killed", exchanges: 600 });
    expect(report.run).not.toHaveProperty("durationMs");
    expect(report.verdicts).toHaveLength(10);
    expect(report.verdicts[3]).toMatchObject({
      outcome: "error",
      because: "the run was killed while this clause was being judged",
    });
    expect(report.summary).toMatchObject({ pass: 1, fail: 2, error: 7 });
  });

  test("counts the exchanges of clauses that were started, once", () => {
    const passive = whole.filter((record) => !("started" in record) && !("footer" in record));
    expect(buildReport(passive).run.exchanges).toBe(0);
    const header = passive.find((record) => "header" in record) as ReportRecord;
    expect(buildReport([...whole.slice(0, -1), header, ...passive.filter(isVerdict)]).run.exchanges).toBe(
      1800,
    );
  });

  test("tells a clause that was not begun from one that was", () => {
    const header = whole.filter((record) => "header" in record);
    expect(buildReport(header).verdicts[0]?.because).toBe(
      "the run was killed before this clause was reached",
    );
  });

  test("without a header is no run", () => {
    expect(() => buildReport([])).toThrow("there is no header");
  });
});

test("a clause that a completed run did not judge is not told", () => {
  const replayed = whole.filter((record) => !("verdict" in record) || record.verdict.outcome === "noted");
  expect(buildReport(replayed).verdicts.map(({ clause }) => clause)).toEqual(["invoke/limits/edge"]);
});

test("the last verdict on a clause counts", () => {
  const collector = collectReport();
  for (const record of whole) collector.add(record);
  collector.add({
    verdict: { clause: "invoke/status/dry-run", outcome: "pass", cases: 1, exchanges: 1, ms: 1 },
  });
  expect(collector.report().summary.must).toMatchObject({ pass: 3, error: 1 });
});

describe("a run and its resumption", () => {
  const footer = whole.find((record) => "footer" in record);
  if (footer === undefined || !("footer" in footer)) throw new Error("no footer");
  const resumed = buildReport([
    ...whole,
    whole.find((record) => "header" in record) as ReportRecord,
    {
      footer: {
        ...footer.footer,
        durationMs: 55,
        exchanges: 100,
        errors: footer.footer.errors.map(
          (error, index) =>
            ({ ...error, outcome: (["observed", "observed"] as const)[index] }) as typeof error,
        ),
      },
    },
  ]);

  test("add up", () => {
    expect(resumed.run).toMatchObject({ durationMs: 12_400, exchanges: 2_100, ended: "completed" });
  });

  test("tell the most that either saw of an error", () => {
    expect(resumed.errors.map(({ outcome }) => outcome)).toEqual(["provoked", "observed"]);
  });
});

test.each([
  ["whole", whole],
  ["killed", whole.slice(0, -1)],
])("the records of a report make the same report: %s", (_, of) => {
  const report = buildReport(of);
  expect(buildReport(recordsOf(report))).toEqual(report);
});
