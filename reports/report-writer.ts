import { statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "../specs/user-error.ts";
import { makeFolder } from "../targets/make-folder.ts";
import { loadFormat, type ReportFormat } from "./formats.ts";
import type { Report } from "./report.ts";
import { appendToFile, writeFile } from "./write-file.ts";

export interface ReportWriterOptions {
  /** Folder for reports without their own path. */
  readonly folder: string;
  /** `FORMAT` or `FORMAT:PATH`. The path `-` is standard output. `report.json` is always written. */
  readonly wanted: readonly string[];
  /** Base of relative paths. */
  readonly cwd: string;
  /** A file that others also write to, such as the summary of a step on GitHub. Reports are appended to it. */
  readonly shared: string | undefined;
  print(text: string): void;
}

/** What was written, and what could not be written. */
export interface WrittenReports {
  /** Paths relative to `cwd`, as a person there would type them. */
  readonly files: readonly string[];
  readonly faults: readonly string[];
}

export type ReportWriter = (report: Report) => WrittenReports;

/**
 * Prepares to write reports, so that invalid formats and paths are reported before the run.
 * @throws UserError for a format that does not exist, a path that is a folder, and a folder that cannot be made
 */
export async function reportWriter(
  options: ReportWriterOptions,
): Promise<(report: Report) => WrittenReports> {
  const { folder, wanted, cwd, shared, print } = options;
  const isShared = (path: string): boolean => shared !== undefined && resolve(cwd, shared) === path;
  const reports: { format: ReportFormat; path: string }[] = [];
  for (const wish of ["json", ...wanted]) {
    const [, name = "", path] = /^([^:]*)(?::(.*))?$/s.exec(wish) ?? [];
    const format = await loadFormat(name);
    const place = path ?? (format.file === "-" ? "-" : join(folder, format.file));
    const target = place === "-" ? place : resolve(cwd, place);
    if (isFolder(target))
      throw new UserError(`--report ${name}: ${relative(cwd, target) || "."} is a folder; name a file in it`);
    reports.push({ format, path: target });
  }
  makeReportFolder(folder);
  for (const { path } of reports) if (path !== "-") makeReportFolder(dirname(path));
  return (report) => {
    const files: string[] = [];
    const faults: string[] = [];
    for (const { format, path } of reports) {
      if (path === "-") {
        print(format.render(report));
        continue;
      }
      const shown = relative(cwd, path) || path;
      try {
        makeFolder(dirname(path));
        (isShared(path) ? appendToFile : writeFile)(path, format.render(report));
        if (!files.includes(shown)) files.push(shown);
      } catch (error) {
        faults.push(`${shown}: the report could not be written: ${(error as Error).message}`);
      }
    }
    return { files, faults };
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function makeReportFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UserError(`${folder}: the folder for reports cannot be created: ${(error as Error).message}`);
  }
}
