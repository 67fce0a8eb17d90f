import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../specs/user-error.ts";
import type { Report } from "./report.ts";

/** The default export of `formats/<name>.ts`: a report as text. */
export interface ReportFormat {
  /** Name of the file that it is written to by default, or `-` for standard output. */
  readonly file: string;
  readonly says: string;
  render(report: Report): string;
}

const FOLDER = join(import.meta.dirname, "formats");

/** Names of all formats. Each is one file in `formats/`. */
export function formatNames(): string[] {
  return readdirSync(FOLDER)
    .flatMap((file) => /^([a-z0-9-]+)\.[jt]s$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * Loads the format of that name.
 * @throws UserError that lists the formats, if there is none of that name
 */
export async function loadFormat(name: string): Promise<ReportFormat> {
  const names = formatNames();
  if (!names.includes(name)) {
    throw new UserError(`--report ${name}: unknown format; use one of ${names.join(", ")}`);
  }
  const extension = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  const module = (await import(`./formats/${name}.${extension}`)) as { readonly default: ReportFormat };
  return module.default;
}
