import { type ConclusionOptions, conclude } from "../reports/exit-status.ts";
import type { Report } from "../reports/report.ts";
import type { ReportWriter } from "../reports/report-writer.ts";
import type { Terminal } from "../reports/terminal.ts";
import { visible } from "../reports/visible.ts";
import type { Io } from "./io.ts";

/**
 * Ends a command that makes a report: writes the report and shows it.
 * @returns the status to exit with
 */
export function finish(
  report: Report,
  write: ReportWriter,
  options: Pick<ConclusionOptions, "minCoverage" | "unjudgedBefore">,
  terminal: Terminal,
  io: Io,
): number {
  const conclusion = conclude(report, options);
  const { files, faults } = write(report);
  terminal.end(report, conclusion, files);
  for (const fault of faults) io.err.write(`lambda-conformance: ${visible(fault)}\n`);
  return conclusion.status === 0 && faults.length > 0 ? 2 : conclusion.status;
}
