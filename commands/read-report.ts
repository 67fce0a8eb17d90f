import { resolve } from "node:path";
import type { Report } from "../reports/report.ts";
import { readDocument } from "../specs/read-document.ts";

/**
 * The report in a file that a run wrote.
 * @throws UserError for a file that cannot be read and for one that is no report
 */
export function readReport(path: string, cwd: string): Report {
  return readDocument<Report>(resolve(cwd, path), "report");
}
