import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Report } from "../reports/report.ts";
import { visible } from "../reports/visible.ts";
import { writeFile } from "../reports/write-file.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { updateDeviations } from "../suites/run/update-deviations.ts";
import type { Io } from "./io.ts";
import { isExplained, readDeviationsFile } from "./read-deviations.ts";

/**
 * Updates a file of deviations with the findings of a run, and prints what changed in its entries.
 * @throws UserError if the file cannot be written
 */
export function updateDeviationsFile(
  path: string,
  report: Report,
  specification: Specification,
  { cwd, err }: Io,
): void {
  const shown = visible(relative(cwd, path) || path);
  if (report.run.ended !== "completed") {
    err.write(`${shown} was not changed, because the run did not complete\n`);
    return;
  }
  const document = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : {};
  const before = existsSync(path) ? readDeviationsFile(path) : [];
  const { entries, added, dropped } = updateDeviations(before, {
    verdicts: report.verdicts,
    known: specification.clauses.map(({ id }) => id),
    edition: report.edition,
    version: report.subject.version ?? "",
    today: new Date().toISOString().slice(0, 10),
    strict: report.run.strict,
  });
  try {
    writeFile(path, `${JSON.stringify({ ...document, deviations: entries }, undefined, 2)}\n`);
  } catch (error) {
    throw new UserError(`${shown}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const lines = [
    `${shown}: ${entries.length} deviations, ${added.length} of them new, ${dropped.length} dropped`,
    ...dropped.map(({ clause }) => `  no longer needed: ${visible(clause)}`),
    ...entries
      .filter((entry) => !isExplained(entry))
      .map(({ clause }) => `  give a reason: ${visible(clause)}`),
  ];
  err.write(`${lines.join("\n")}\n`);
}
