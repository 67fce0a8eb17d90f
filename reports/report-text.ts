import { duration } from "./duration.ts";
import { type Conclusion, isCounted, percent } from "./exit-status.ts";
import { factLines } from "./fact-lines.ts";
import { factsOf } from "./facts-of.ts";
import { reasonsFor } from "./reasons-for.ts";
import { familyOf, type Report, type ReportedVerdict, type Tally } from "./report.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** Failures told in full; of the others their ids are told. */
const TOLD = 25;

/** What became of a run, for a reader: failures by level and family, what could not be judged, figures, conclusion. */
export function reportText(report: Report, conclusion: Conclusion, style: Style): string {
  const { verdicts } = report;
  const open = verdicts.filter(({ outcome, deviation }) => outcome === "fail" && deviation === undefined);
  const told = open.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const blocks = [
    ...failureBlocks(told.slice(0, TOLD), report, style),
    ...(told.length > TOLD ? [remainder(told.slice(TOLD), style)] : []),
    ...reasonBlock("Could not be judged", "error", verdicts, style),
    ...reasonBlock("Uncovered", "uncovered", verdicts, style),
    ...unknownAnswersBlock(verdicts, style),
    ...staleBlock(report, style),
    figures(report, style),
    verdictLine(conclusion, style),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The last lines of a run: where the reports are, and how to see one failure again. */
export function footText(report: Report, files: readonly string[], style: Style): string {
  const again = report.verdicts.find(
    ({ outcome, deviation, failure }) =>
      outcome === "fail" && deviation === undefined && failure !== undefined,
  );
  const lines = [
    `Reports: ${files.join(", ")}`,
    ...(again?.failure === undefined
      ? []
      : [`One failure again: ${report.run.command} --replay ${again.failure.replay}`]),
  ];
  return `${style.paint("dim", lines.join("\n"))}\n`;
}

const LEVELS = ["must", "should", "may"] as const;

function failureBlocks(verdicts: readonly ReportedVerdict[], report: Report, style: Style): string[] {
  const { run } = report;
  return [...Map.groupBy(verdicts, ({ level }) => level)].flatMap(([level, ofLevel]) => {
    const counts = level === "must" || run.strict;
    const title = `Failing ${level} clauses${counts ? "" : " (they count with --strict)"}`;
    return [
      style.paint("bold", style.wrap("", title)),
      ...[...Map.groupBy(ofLevel, ({ clause }) => familyOf(clause))].flatMap(([family, ofFamily]) => [
        style.paint("dim", `  ${family}`),
        ...ofFamily.map((verdict) => failureBlock(verdict, report, style)),
      ]),
    ];
  });
}

function failureBlock(verdict: ReportedVerdict, report: Report, style: Style): string {
  const colour = isCounted(verdict, report.run.strict) ? "red" : "yellow";
  return [
    `  ${style.paint(colour, "✗")} ${style.paint("bold", verdict.clause)}  ${verdict.level}`,
    style.wrap("    ", visible(verdict.says)),
    factLines(factsOf(verdict, report), style, 4),
  ].join("\n");
}

function remainder(verdicts: readonly ReportedVerdict[], style: Style): string {
  return [
    `  and ${verdicts.length} more, told in full in the reports:`,
    ...verdicts.map(({ clause, level }) => `  ${style.paint("red", "✗")} ${clause}  ${level}`),
  ].join("\n");
}

function reasonBlock(
  title: string,
  outcome: "error" | "uncovered",
  verdicts: readonly ReportedVerdict[],
  style: Style,
): string[] {
  const reasons = reasonsFor(outcome, verdicts);
  if (reasons.length === 0) return [];
  const lines = reasons.map(({ because, clauses }) =>
    style.wrap(
      `  ${String(clauses.length).padStart(4)}  `,
      visible(clauses.length === 1 ? `${clauses[0]}: ${because}` : because),
    ),
  );
  return [[style.paint("bold", title), ...lines].join("\n")];
}

/** Answers to open questions that nobody has seen before. */
function unknownAnswersBlock(verdicts: readonly ReportedVerdict[], style: Style): string[] {
  const lines = verdicts.flatMap(({ clause, outcome, answers = {} }) =>
    outcome === "noted"
      ? Object.entries(answers)
          .filter(([answer]) => answer.startsWith("other: "))
          .map(([answer, times]) =>
            style.wrap(
              "  ",
              visible(`${clause}: ${answer.slice(7)} (${times} ${times === 1 ? "time" : "times"})`),
            ),
          )
      : [],
  );
  return lines.length === 0
    ? []
    : [[style.paint("bold", "Noted, an answer not known before"), ...lines].join("\n")];
}

function staleBlock({ staleDeviations }: Report, style: Style): string[] {
  if (staleDeviations.length === 0) return [];
  const lines = staleDeviations.map(({ clause, says }) => style.wrap("  ", visible(`${clause}: ${says}`)));
  return [[style.paint("bold", "Stale deviations"), ...lines].join("\n")];
}

/** The columns of the figures; those that are empty in every row are left out. */
const COLUMNS = [
  ["pass", "pass"],
  ["fail", "fail"],
  ["known", "deviations"],
  ["error", "error"],
  ["uncovered", "uncovered"],
  ["noted", "noted"],
] as const;

function figures({ summary, run }: Report, style: Style): string {
  const columns = COLUMNS.filter(
    ([, member]) => member === "pass" || member === "fail" || summary[member] > 0,
  );
  const head = ["", ...columns.map(([title]) => title), "divergence", "coverage"];
  const rows = LEVELS.filter((level) => summary[level].coverage !== null).map((level) => {
    const tally: Tally = summary[level];
    const counts = columns.map(([, member]) => String(tally[member]));
    return [level, ...counts, share(tally.divergence), share(tally.coverage)];
  });
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length), title.length),
  );
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(6) : cell.padStart(widths[column] ?? 0))).join("  ")}`;
  const spent = run.durationMs === undefined ? "" : ` in ${duration(run.durationMs)}`;
  return [
    style.paint("dim", line(head)),
    ...rows.map((row) => {
      const level = row[0] as (typeof LEVELS)[number];
      return summary[level].fail > 0
        ? style.paint(level === "must" ? "red" : "yellow", line(row))
        : line(row);
    }),
    style.paint("dim", `  ${run.exchanges} exchanges${spent}`),
  ].join("\n");
}

function verdictLine({ status, reasons }: Conclusion, style: Style): string {
  if (status === 0) return style.paint("green", "Conforms: nothing that counts fails.");
  const [colour, word] =
    status === 1 ? (["red", "Does not conform"] as const) : (["yellow", "Undecided"] as const);
  return style.paint(colour, style.wrap("", `${word}: ${visible(reasons.join("; "))}.`));
}

function share(value: number | null): string {
  return value === null ? "-" : percent(value);
}
