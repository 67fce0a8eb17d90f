import { type Cause, countedCauses, countWords } from "../causes.ts";
import { conclude, percent } from "../exit-status.ts";
import { factsOf, plainFacts } from "../facts-of.ts";
import type { ReportFormat } from "../formats.ts";
import { code, escaped, fenced, section, table } from "../markdown-text.ts";
import { orderOfChecks } from "../order-of-checks.ts";
import { reasonsFor } from "../reasons-for.ts";
import type { Report, Tally } from "../report.ts";
import { visible } from "../visible.ts";

/** Causes shown in full: a job summary on GitHub holds 1 MiB. */
const TOLD = 50;

/** Markdown for the summary of a CI job or a comment. Text that a target sent appears only as code. */
const markdown: ReportFormat = {
  file: "report.md",
  says: "Markdown for a job summary",
  render: (report) => {
    const lines = [
      ...headline(report),
      ...failures(report),
      ...reasons("Not judged", "error", report),
      ...reasons("Skipped", "uncovered", report),
      ...noted(report),
      ...order(report),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
  },
};

function headline(report: Report): string[] {
  const { subject, edition, run, summary, notices } = report;
  const { status, reasons } = conclude(report);
  const url = subject.url === undefined || subject.url === subject.name ? "" : ` at ${code(subject.url)}`;
  const version = subject.version === undefined ? "" : ` ${code(subject.version)}`;
  return [
    `# AWS Lambda Invoke conformance of ${code(subject.name)}${version}`,
    "",
    status === 0 ? "**Conforms**: no failure that counts." : `**${escaped(reasons.join("; "))}.**`,
    "",
    "| level | pass | fail | known failures | not judged | skipped | noted | divergence | coverage |",
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ...(["must", "should", "may"] as const).map((level) => row(level, summary[level])),
    "",
    `Edition ${edition}, seed ${run.seed}, at most ${run.cases} cases per clause, ${run.exchanges} exchanges${url}.`,
    ...notices.flatMap((notice) => ["", `> ${code(notice)}`]),
    "",
  ];
}

function row(level: string, tally: Tally): string {
  const { pass, fail, deviations, error, uncovered, noted, divergence, coverage } = tally;
  const shares = [divergence, coverage].map((share) => (share === null ? "" : percent(share)));
  return `| ${[level, pass, fail, deviations, error, uncovered, noted, ...shares].join(" | ")} |`;
}

function failures(report: Report): string[] {
  const { verdicts, staleDeviations } = report;
  const { counted, others } = countedCauses(report);
  const told = [...counted, ...others];
  const known = verdicts.flatMap(({ clause, deviation }) =>
    deviation === undefined ? [] : [`- ${code(clause)}: ${code(deviation)}`],
  );
  return [
    ...section("What is wrong", [
      ...told.slice(0, TOLD).flatMap((cause) => details(cause, report)),
      ...told.slice(TOLD).map((cause) => `- ${code(headingOf(cause))}`),
    ]),
    ...section(
      "Stale deviations",
      staleDeviations.map(({ clause, says }) => `- ${code(clause)}: ${code(says)}`),
    ),
    ...section("Known failures", known),
  ];
}

function headingOf(cause: Cause): string {
  const [{ clause, level, says }] = cause.failing;
  return cause.failing.length === 1 ? `${clause} (${level}): ${says}` : `${countWords(cause)}: ${cause.says}`;
}

/** A cause, the plainest failure that shows it, and the other clauses that it makes fail. */
function details(cause: Cause, report: Report): string[] {
  const [example, ...others] = cause.failing;
  const named = others.length === 0 ? "" : `${example.clause}  ${example.level}\n${visible(example.says)}\n`;
  return [
    `<details><summary>${html(headingOf(cause))}</summary>`,
    "",
    fenced(named + plainFacts(factsOf(example, report))),
    "",
    ...others.map(({ clause, level, says }) => `- ${code(clause)} (${level}): ${escaped(says)}`),
    ...(others.length === 0 ? [] : [""]),
    "</details>",
  ];
}

function reasons(title: string, outcome: "uncovered" | "error", { verdicts }: Report): string[] {
  const rows = reasonsFor(outcome, verdicts).map(({ because, clauses }) => [clauses.length, code(because)]);
  return table(title, ["clauses", "because"], rows);
}

function noted({ verdicts }: Report): string[] {
  const rows = verdicts.flatMap(({ clause, outcome, answers = {} }) =>
    outcome === "noted" ? [[code(clause), Object.keys(answers).map(code).join(", ")]] : [],
  );
  return table("Behavior where sources disagree or are silent", ["clause", "responses seen"], rows);
}

function order({ verdicts }: Report): string[] {
  const lines = orderOfChecks(verdicts).map(({ first, next }) => `- ${first} → ${next.join(", ")}`);
  return section("Order of checks", lines);
}

function html(text: string): string {
  return visible(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export default markdown;
