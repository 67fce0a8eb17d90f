import { visible } from "./visible.ts";

/** A code span that its content cannot end, even in a table. */
export function code(text: string): string {
  const shown = visible(text).replaceAll("|", "\\|");
  const ticks = "`".repeat(longestRun(shown) + 1);
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
}

export function fenced(text: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}text\n${text}\n${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Text with all Markdown syntax escaped. */
export function escaped(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>|~#&@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A section with a table, or nothing if there are no rows. Cells are Markdown. */
export function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return section(title, [line(columns), line(columns.map(() => "---")), ...rows.map(line)]);
}

/** A section, or nothing if there are no lines. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, "", ...lines, ""];
}
