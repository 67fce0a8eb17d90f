import { resolve } from "node:path";
import type { Report } from "../reports/report.ts";
import { documentFaultWords } from "../specs/document-fault-words.ts";
import { readJson } from "../specs/read-json.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { UserError } from "../specs/user-error.ts";

/** The only version of reports that can be read. */
const VERSION: Report["version"] = 1;

/**
 * The report in a file that a run wrote.
 * @throws UserError for a file that cannot be read, for a report of another version, and for a file that is not a report
 */
export function readReport(path: string, cwd: string): Report {
  const document = readJson(resolve(cwd, path), path);
  const { version, verdicts } = Object(document) as Partial<Record<keyof Report, unknown>>;
  if (Array.isArray(verdicts) && version !== VERSION) {
    throw new UserError(
      `${path}: report format version ${JSON.stringify(version)} is not supported, only ${VERSION}; use the release of lambda-conformance that wrote it`,
    );
  }
  const fault = schemaFault("report", document);
  if (fault) throw new UserError(`${path}: not a report: ${documentFaultWords(fault, document)}`);
  return document as Report;
}
