import type { Comparison, SeenVerdict } from "./comparison.ts";
import { percent } from "./exit-status.ts";
import { code, table } from "./markdown-text.ts";
import { shownOf, WORDS } from "./shown.ts";

/** Several subjects side by side as Markdown: their figures, and the clauses where they differ. */
export function comparisonMarkdown({ subjects, clauses }: Comparison): string {
  const differing = clauses.filter(({ differs }) => differs);
  const share = (value: number | null): string => (value === null ? "" : percent(value));
  const lines = [
    "# AWS Lambda Invoke conformance, side by side",
    "",
    ...table(
      "Subjects",
      ["subject", "edition", "must: divergence", "coverage", "should: divergence", "coverage"],
      subjects.map(({ label, edition, summary: { must, should } }) => [
        code(label),
        edition,
        ...[must.divergence, must.coverage, should.divergence, should.coverage].map(share),
      ]),
    ),
    `${differing.length} of ${clauses.length} clauses differ.`,
    "",
    ...table(
      "Where they differ",
      ["clause", "level", ...subjects.map(({ label }) => code(label))],
      differing.map(({ clause, level, seen }) => [code(clause), level, ...seen.map(cell)]),
    ),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function cell(seen: SeenVerdict | null): string {
  if (seen === null) return "–";
  const answers = seen.outcome === "fail" ? [] : Object.keys(seen.answers ?? {}).map(code);
  const outcome = WORDS[shownOf(seen)];
  return answers.length === 0 ? outcome : `${outcome}: ${answers.join(", ")}`;
}
