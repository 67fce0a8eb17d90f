import { create } from "xmlbuilder2";
import { isCounted } from "../exit-status.ts";
import { factsOf, plainFacts } from "../facts-of.ts";
import type { ReportFormat } from "../formats.ts";
import { familyOf, type Report, type ReportedVerdict } from "../report.ts";
import { visible } from "../visible.ts";

type Builder = ReturnType<typeof create>;

/**
 * JUnit XML that both Ant's and Jenkins' schemas allow: a suite for each family, a test case for each clause. A test case is named by the bare clause
 * id, so that files of several subjects can be merged. Only failures that count for the exit status are failures. Others (a `should`, a known
 * deviation) are skipped with their reason.
 */
const junit: ReportFormat = {
  file: "junit.xml",
  says: "JUnit XML",
  render: (report) => {
    const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites");
    const families = Map.groupBy(report.verdicts, ({ clause }) => familyOf(clause));
    [...families].forEach(([family, verdicts], id) => {
      suite(root, family, id, verdicts, report);
    });
    if (report.staleDeviations.length > 0) staleSuite(root, families.size, report);
    return `${root.end({ prettyPrint: true })}\n`;
  },
};

function suite(
  root: Builder,
  family: string,
  id: number,
  verdicts: readonly ReportedVerdict[],
  report: Report,
): void {
  const { run } = report;
  const kinds = verdicts.map((verdict) => kindOf(verdict, run.strict));
  const count = (kind: string): number => kinds.filter((other) => other === kind).length;
  const counts = { failures: count("failure"), errors: count("error"), skipped: count("skipped") };
  const time = verdicts.reduce((total, { ms }) => total + ms, 0);
  const noted = verdicts.filter(({ outcome }) => outcome === "noted").map(notedWords);
  fillSuite(
    root,
    report,
    { name: family, id, tests: verdicts.length, ...counts, time: seconds(time) },
    noted,
    (element) => {
      for (const verdict of verdicts) testCase(element, verdict, report);
    },
  );
}

/** Stale deviations fail the run, so they get their own suite. */
function staleSuite(root: Builder, id: number, report: Report): void {
  const stale = report.staleDeviations;
  const facts = {
    name: "deviations",
    id,
    tests: stale.length,
    failures: stale.length,
    errors: 0,
    skipped: 0,
  };
  fillSuite(root, report, { ...facts, time: seconds(0) }, [], (element) => {
    for (const { clause, says } of stale) {
      const testcase = element.ele("testcase", {
        name: visible(clause),
        classname: "deviations",
        time: seconds(0),
      });
      testcase.ele("failure", { type: "stale", message: visible(says) });
    }
  });
}

function fillSuite(
  root: Builder,
  { run, subject, edition }: Report,
  facts: Readonly<Record<string, string | number>>,
  output: readonly string[],
  fill: (element: Builder) => void,
): void {
  const element = root.ele("testsuite", {
    ...facts,
    package: "lambda-conformance",
    timestamp: run.startedAt.replace(/(\.\d+)?Z$/, ""),
    hostname: "localhost",
  });
  const properties = element.ele("properties");
  for (const [name, value] of Object.entries({
    subject: subject.name,
    url: subject.url ?? "",
    edition,
    seed: run.seed,
  })) {
    properties.ele("property", { name, value: visible(String(value)) });
  }
  fill(element);
  element.ele("system-out").txt(output.join("\n"));
  element.ele("system-err");
}

function testCase(parent: Builder, verdict: ReportedVerdict, report: Report): void {
  const { clause, level, says, ms } = verdict;
  const element = parent.ele("testcase", { name: clause, classname: familyOf(clause), time: seconds(ms) });
  const kind = kindOf(verdict, report.run.strict);
  if (kind === undefined) return;
  const text = `${visible(says)}\n${plainFacts(factsOf(verdict, report))}`;
  const type = kind === "skipped" ? {} : { type: level };
  element.ele(kind, { ...type, message: visible(messageOf(verdict)) }).txt(text);
}

function kindOf(verdict: ReportedVerdict, strict: boolean): "failure" | "error" | "skipped" | undefined {
  if (verdict.outcome === "error") return "error";
  if (verdict.outcome === "uncovered") return "skipped";
  if (verdict.outcome !== "fail") return undefined;
  return isCounted(verdict, strict) ? "failure" : "skipped";
}

function messageOf({ outcome, level, says, because, deviation }: ReportedVerdict): string {
  if (deviation !== undefined) return `known failure: ${deviation}`;
  if (outcome === "fail") return level === "must" ? says : `${level}: ${says}`;
  return because ?? says;
}

function notedWords({ clause, answers = {} }: ReportedVerdict): string {
  const seen = Object.entries(answers).map(([name, times]) => `${visible(name)} (${times})`);
  return `${clause}: ${seen.join(", ")}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

export default junit;
