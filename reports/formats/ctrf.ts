import { isCounted } from "../exit-status.ts";
import { factsOf, plainFacts } from "../facts-of.ts";
import type { ReportFormat } from "../formats.ts";
import { jsonText } from "../json-text.ts";
import { familyOf, type Report, type ReportedVerdict } from "../report.ts";
import { visible } from "../visible.ts";

type Status = "passed" | "failed" | "skipped" | "other";

/**
 * CTRF, the Common Test Report Format: one test for each clause. Only failures that count for the exit status are `failed`. Other failures and
 * skipped clauses are `skipped`, and clauses that were not judged are `other`.
 */
const ctrf: ReportFormat = {
  file: "ctrf.json",
  says: "CTRF, the Common Test Report Format",
  render: (report) => {
    const { tool, subject, edition, run } = report;
    const tests = [...report.verdicts.map((verdict) => testOf(verdict, report)), ...staleTests(report)];
    const count = (status: Status): number => tests.filter((test) => test.status === status).length;
    const start = Date.parse(run.startedAt);
    const duration = Math.round(run.durationMs ?? 0);
    const document = {
      reportFormat: "CTRF",
      specVersion: "0.0.0",
      timestamp: new Date(start + duration).toISOString(),
      generatedBy: `${tool.name} ${tool.version}`,
      results: {
        tool,
        summary: {
          tests: tests.length,
          passed: count("passed"),
          failed: count("failed"),
          skipped: count("skipped"),
          pending: 0,
          other: count("other"),
          suites: new Set(tests.map(({ suite }) => suite[0])).size,
          start,
          stop: start + duration,
          duration,
        },
        tests,
        environment: {
          appName: visible(subject.name),
          ...(subject.version !== undefined && { appVersion: visible(subject.version) }),
        },
        extra: {
          edition,
          seed: run.seed,
          ended: run.ended,
        },
      },
    };
    return `${jsonText(document, 2)}\n`;
  },
};

interface Test {
  readonly name: string;
  readonly status: Status;
  /** Whole ms. */
  readonly duration: number;
  readonly suite: readonly [string];
  readonly message?: string;
  readonly trace?: string;
  readonly rawStatus?: string;
  readonly tags?: readonly string[];
}

function testOf(verdict: ReportedVerdict, report: Report): Test {
  const { clause, level, outcome, ms } = verdict;
  const status = statusOf(verdict, report.run.strict);
  return {
    name: clause,
    status,
    duration: Math.round(ms),
    suite: [familyOf(clause)],
    ...(status !== "passed" && {
      message: visible(messageOf(verdict)),
      trace: plainFacts(factsOf(verdict, report)),
    }),
    rawStatus: outcome,
    tags: [level],
  };
}

function statusOf(verdict: ReportedVerdict, strict: boolean): Status {
  switch (verdict.outcome) {
    case "fail":
      return isCounted(verdict, strict) ? "failed" : "skipped";
    case "uncovered":
      return "skipped";
    case "error":
      return "other";
    default:
      return "passed";
  }
}

function messageOf({ says, because, deviation, outcome }: ReportedVerdict): string {
  if (deviation !== undefined) return `known failure: ${deviation}`;
  return outcome === "fail" ? says : (because ?? says);
}

/** Stale deviations fail the run. */
function staleTests({ staleDeviations }: Report): Test[] {
  return staleDeviations.map(({ clause, says }) => ({
    name: visible(clause),
    status: "failed",
    duration: 0,
    suite: ["deviations"],
    message: visible(says),
  }));
}

export default ctrf;
