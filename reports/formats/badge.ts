import { percent } from "../exit-status.ts";
import type { ReportFormat } from "../formats.ts";
import { jsonText } from "../json-text.ts";
import type { Tally } from "../report.ts";

/** The document that a shields.io endpoint badge reads: divergence and coverage of the `must` clauses. */
const badge: ReportFormat = {
  file: "badge.json",
  says: "a shields.io endpoint badge",
  render: ({ summary, run }) => {
    const { divergence, coverage } = summary.must;
    const message =
      run.ended !== "completed"
        ? "incomplete"
        : divergence === null || coverage === null
          ? "nothing judged"
          : `${percent(divergence)} diverges, ${percent(coverage)} covered`;
    const color = run.ended === "completed" ? colorOf(summary.must) : "lightgrey";
    return `${jsonText({ schemaVersion: 1, label: "Lambda Invoke", message, color })}\n`;
  },
};

function colorOf({ divergence, coverage }: Tally): string {
  if (divergence === null || coverage === null || coverage < 0.5) return "lightgrey";
  if (divergence === 0) return "brightgreen";
  return divergence < 0.05 ? "green" : divergence < 0.2 ? "yellow" : divergence < 0.5 ? "orange" : "red";
}

export default badge;
