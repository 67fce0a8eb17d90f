import { percent } from "./exit-status.ts";
import type { Report, Tally } from "./report.ts";

/** The document that a shields.io endpoint badge reads. */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

/** Divergence and coverage of the `must` clauses of a report, as a badge. */
export function badgeOf({ summary, run }: Pick<Report, "summary" | "run">): Badge {
  const { divergence, coverage } = summary.must;
  const message =
    run.ended !== "completed"
      ? "incomplete"
      : divergence === null || coverage === null
        ? "nothing judged"
        : `divergence ${percent(divergence)}, coverage ${percent(coverage)}`;
  const color = run.ended === "completed" ? colorOf(summary.must) : "lightgrey";
  return { schemaVersion: 1, label: "Lambda Invoke", message, color };
}

function colorOf({ divergence, coverage }: Tally): string {
  if (divergence === null || coverage === null || coverage < 0.5) return "lightgrey";
  if (divergence === 0) return "brightgreen";
  return divergence < 0.05 ? "green" : divergence < 0.2 ? "yellow" : divergence < 0.5 ? "orange" : "red";
}
