import { type Cause, countedCauses, countWords } from "./causes.ts";
import { duration } from "./duration.ts";
import { type Conclusion, percent } from "./exit-status.ts";
import { factLines } from "./fact-lines.ts";
import { factsOf, LABELS } from "./facts-of.ts";
import { perhapsNotOffered } from "./not-offered.ts";
import { reasonsFor } from "./reasons-for.ts";
import type { Report, ReportedVerdict, Tally } from "./report.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** Causes shown in full. The others get one line each. */
const TOLD = 25;

/** The findings of a run for a reader: each cause, what could not be judged, figures, conclusion. */
export function reportText(report: Report, conclusion: Conclusion, style: Style): string {
  const { verdicts } = report;
  const blocks = [
    ...causeBlocks(report, style),
    ...notOfferedBlock(report, style),
    ...reasonBlock("Not judged", "error", verdicts, style),
    ...reasonBlock("Skipped", "uncovered", verdicts, style),
    ...unknownAnswersBlock(verdicts, style),
    ...staleBlock(report, style),
    figures(report, style),
    verdictLine(conclusion, style),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The last lines of a run: where the reports are, and how to reproduce one failure. */
export function footText(report: Report, files: readonly string[], style: Style): string {
  const again = report.verdicts.find(
    ({ outcome, deviation, failure }) =>
      outcome === "fail" && deviation === undefined && failure !== undefined,
  );
  const lines = [
    ...(files.length === 0 ? [] : [`Reports: ${files.join(", ")}`]),
    ...(again?.failure === undefined
      ? []
      : [`Repeat one failure: ${report.run.command} --replay ${again.failure.replay}`]),
  ];
  return lines.length === 0 ? "" : `${style.paint("dim", lines.join("\n"))}\n`;
}

const LEVELS = ["must", "should", "may"] as const;

function causeBlocks(report: Report, style: Style): string[] {
  const { counted, others } = countedCauses(report);
  const causes = [...counted, ...others];
  if (causes.length === 0) return [];
  const failing = causes.reduce((sum, cause) => sum + cause.failing.length, 0);
  const [told, rest] = [counted.slice(0, TOLD), others.slice(0, Math.max(0, TOLD - counted.length))];
  const untold = causes.slice(told.length + rest.length);
  const title = `${quantity(failing, "clause fails", "clauses fail")} (${quantity(causes.length, "cause", "causes")})`;
  return [
    style.paint("bold", style.wrap("", title)),
    ...told.map((cause) => causeBlock(cause, "red", report, style)),
    ...(rest.length === 0
      ? []
      : [style.paint("bold", style.wrap("", "The following count only with --strict"))]),
    ...rest.map((cause) => causeBlock(cause, "yellow", report, style)),
    ...(untold.length === 0 ? [] : [remainder(untold, style)]),
  ];
}

function quantity(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A fault, the plainest request that shows it, and the other clauses that it makes fail. */
function causeBlock(cause: Cause, colour: "red" | "yellow", report: Report, style: Style): string {
  const [example, ...others] = cause.failing;
  const cross = style.paint(colour, "✗");
  const shown = [
    style.wrap("    ", visible(example.says)),
    factLines(factsOf(example, report), style, 4),
  ].join("\n");
  const named = `${style.paint("bold", example.clause)}  ${example.level}`;
  if (others.length === 0) return `  ${cross} ${named}\n${shown}`;
  return [
    `  ${cross} ${style.wrap("    ", style.paint("bold", `${countWords(cause)}: ${visible(cause.says)}`)).slice(4)}`,
    `    ${named}`,
    shown,
    ...others.map(
      ({ clause, level }, index) =>
        `    ${(index === 0 ? "also" : "").padEnd(LABELS)}${clause}  ${level}${behindWords(clause, cause)}`,
    ),
  ].join("\n");
}

function behindWords(clause: string, { behind }: Cause): string {
  const count = behind.filter((verdict) => verdict.behind === clause).length;
  return count === 0 ? "" : ` (blocks ${count})`;
}

function remainder(causes: readonly Cause[], style: Style): string {
  return [
    `  and ${quantity(causes.length, "more cause", "more causes")}, shown in full in the reports:`,
    ...causes.map((cause) => {
      const [{ clause, level }, ...others] = cause.failing;
      const words =
        others.length === 0 ? `${clause}  ${level}` : `${countWords(cause)}: ${visible(cause.says)}`;
      return `  ${style.paint("red", "✗")} ${style.wrap("    ", words).slice(4)}`;
    }),
  ].join("\n");
}

/**
 * Features that the subject may not support. It answers the first question of an emulator's author: is it a fault, or an unsupported
 * feature?
 */
function notOfferedBlock(report: Report, style: Style): string[] {
  const lines = perhapsNotOffered(report).map(({ feature, failing }) =>
    style.wrap(
      "  ",
      `All ${failing} clauses that need the feature ${feature} fail. If the subject does not support it, add --no-feature ${feature}.`,
    ),
  );
  return lines.length === 0 ? [] : [[style.paint("bold", "Unsupported features?"), ...lines].join("\n")];
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

/** Answers of the subject to `may` clauses that no source has reported before. */
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
    : [[style.paint("bold", "Noted: responses that no source describes"), ...lines].join("\n")];
}

function staleBlock({ staleDeviations }: Report, style: Style): string[] {
  if (staleDeviations.length === 0) return [];
  const lines = staleDeviations.map(({ clause, says }) => style.wrap("  ", visible(`${clause}: ${says}`)));
  return [[style.paint("bold", "Stale deviations"), ...lines].join("\n")];
}

/** The columns of the figures. Columns that are empty in every row are left out. */
const COLUMNS = [
  ["pass", "pass"],
  ["fail", "fail"],
  ["known", "deviations"],
  ["not judged", "error"],
  ["skipped", "uncovered"],
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
  if (status === 0) return style.paint("green", "Conforms: no failure that counts.");
  const [colour, word] =
    status === 1 ? (["red", "Does not conform"] as const) : (["yellow", "Undecided"] as const);
  return style.paint(colour, style.wrap("", `${word}: ${visible(reasons.join("; "))}.`));
}

function share(value: number | null): string {
  return value === null ? "-" : percent(value);
}
