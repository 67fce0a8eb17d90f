import { conclude } from "../reports/exit-status.ts";
import type { Report } from "../reports/report.ts";
import type { WrittenReports } from "../reports/report-writer.ts";
import type { Terminal } from "../reports/terminal.ts";
import { visible } from "../reports/visible.ts";
import type { Io } from "./io.ts";

/** The end of a command that makes a report: it is written, told, and concluded from. */
export function finish(
  report: Report,
  write: (report: Report) => WrittenReports,
  options: { readonly minCoverage: number },
  terminal: Terminal,
  io: Io,
): void {
  const conclusion = conclude(report, options);
  const { files, faults } = write(report);
  terminal.end(report, conclusion, files);
  for (const fault of faults) io.err.write(`lambda-conformance: ${visible(fault)}\n`);
  io.exitCode = conclusion.status === 0 && faults.length > 0 ? 2 : conclusion.status;
}
