import { LABELS, type ReportFact } from "./facts-of.ts";
import type { Style } from "./style.ts";

/** Facts as lines for a reader. Labels form one column, indented by a number of spaces. */
export function factLines(facts: readonly ReportFact[], style: Style, indent: number): string {
  return facts
    .map(({ label, text, verbatim }) => {
      const first = " ".repeat(indent) + label.padEnd(LABELS);
      return verbatim === true ? first + text : style.wrap(first, text);
    })
    .join("\n");
}
