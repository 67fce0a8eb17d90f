import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../specs/user-error.ts";
import type { Report } from "./report.ts";

/** What `formats/<name>.ts` exports by default: a report as text. */
export interface ReportFormat {
  /** Name of the file that it is written to by default; `-` for standard output. */
  readonly file: string;
  readonly says: string;
  render(report: Report): string;
}

const FOLDER = join(import.meta.dirname, "formats");

/** Names of all formats: one file each in `formats/`. */
export function formatNames(): string[] {
  return readdirSync(FOLDER)
    .flatMap((file) => /^([a-z0-9-]+)\.[jt]s$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The format of that name; a UserError names those that exist. */
export async function loadFormat(name: string): Promise<ReportFormat> {
  const names = formatNames();
  if (!names.includes(name)) {
    throw new UserError(`--report ${name}: unknown format; use one of ${names.join(", ")}`);
  }
  const extension = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  const module = (await import(`./formats/${name}.${extension}`)) as { readonly default: ReportFormat };
  return module.default;
}
