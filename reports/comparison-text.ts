import type { Comparison, SeenVerdict } from "./comparison.ts";
import { percent } from "./exit-status.ts";
import { type Shown, shownOf, WORDS } from "./shown.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

const COLOURS: Readonly<Record<Shown, Parameters<Style["paint"]>[0]>> = {
  pass: "green",
  fail: "red",
  known: "yellow",
  error: "yellow",
  uncovered: "dim",
  noted: "cyan",
};
/** Width of a column of outcomes, with the space after it. */
const OUTCOME = Math.max(...Object.values(WORDS).map(({ length }) => length)) + 2;

/** Compares several subjects for a reader: who they are, and the clauses on which they differ. */
export function comparisonText({ subjects, clauses }: Comparison, style: Style): string {
  const differing = clauses.filter(({ differs }) => differs);
  const width = Math.max(...subjects.map(({ label }) => visible(label).length));
  const head = subjects.map(({ label, summary, edition }, index) => {
    const shares = [summary.must.divergence, summary.must.coverage].map((share) =>
      share === null ? "-" : percent(share),
    );
    const figures = `must: divergence ${shares[0]}, coverage ${shares[1]}; edition ${edition}`;
    return style.wrap(`  ${letter(index)}  `, `${visible(label).padEnd(width)}  ${figures}`);
  });
  const rows = differing.map(({ clause, level, seen }) => {
    const cells = seen.map((one) => outcomeCell(one, style)).join("");
    const answers = answersOf(seen);
    return [
      `  ${cells}${visible(clause)}  ${level}`,
      ...(answers === "" ? [] : [style.wrap("      ", answers)]),
    ].join("\n");
  });
  const columns = subjects
    .map((_, index) => letter(index).padEnd(OUTCOME))
    .join("")
    .trimEnd();
  return `${[
    ...head,
    "",
    style.paint("bold", `${differing.length} of ${clauses.length} clauses differ`),
    ...(rows.length === 0 ? [] : [style.paint("dim", `  ${columns}`), ...rows]),
  ].join("\n")}\n`;
}

function outcomeCell(seen: SeenVerdict | null, style: Style): string {
  if (seen === null) return "-".padEnd(OUTCOME);
  const shown = shownOf(seen);
  return style.paint(COLOURS[shown], WORDS[shown]) + " ".repeat(OUTCOME - WORDS[shown].length);
}

/** Which subjects give which answer, if a subject gives more than one. */
function answersOf(seen: readonly (SeenVerdict | null)[]): string {
  const given = seen.flatMap((one, index) => {
    const names = one === null || one.outcome === "fail" ? [] : Object.keys(one.answers ?? {});
    return names.length === 0
      ? []
      : [{ of: letter(index), answer: names.map((name) => visible(name)).join(", ") }];
  });
  if (given.length <= 1) return "";
  return [...Map.groupBy(given, ({ answer }) => answer)]
    .map(([answer, those]) => `${those.map(({ of }) => of).join(" ")}: ${answer}`)
    .join("; ");
}

/** A, B, ... Z, A2, B2, ... */
function letter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? "" : String(round + 1));
}
