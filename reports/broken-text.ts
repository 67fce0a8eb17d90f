import { factLines } from "./fact-lines.ts";
import { factsOf } from "./facts-of.ts";
import type { ReportedVerdict } from "./report.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** Labels of the facts that are printed as soon as a clause fails: the rule, what came instead, and the exchange. */
const TOLD: readonly string[] = ["source", "expected", "got", "request", "response"];

export function brokenText(verdict: ReportedVerdict, style: Style): string {
  const facts = factsOf(verdict, { verdicts: [], run: { command: "" } }).filter(
    ({ label, verbatim }) => TOLD.includes(label) && verbatim !== true,
  );
  const cross = style.paint(verdict.level === "must" ? "red" : "yellow", "✗");
  return [
    `${cross} ${style.paint("bold", verdict.clause)}  ${verdict.level}`,
    style.wrap("  ", visible(verdict.says)),
    factLines(facts, style, 2),
    "",
  ].join("\n");
}
