import { existsSync } from "node:fs";
import { readDocument } from "../specs/read-document.ts";
import { UserError } from "../specs/user-error.ts";
import type { Deviation } from "../targets/target.ts";

/**
 * The known failures that a run accepts: those of a file, or with `builtin` those of its subject.
 * @throws UserError for a file that does not match its schema or lacks a reason, and for a subject without known failures
 */
export function readDeviations(
  wanted: string | undefined,
  subject: { readonly name: string; readonly deviations?: readonly Deviation[] },
): readonly Deviation[] {
  if (wanted === undefined) return [];
  if (wanted !== "builtin") {
    const entries = readDeviationsFile(wanted);
    const unexplained = entries.filter((entry) => !isExplained(entry));
    if (unexplained.length > 0) {
      const clauses = unexplained.map(({ clause }) => clause).join(", ");
      throw new UserError(`${wanted}: fill in the missing reasons: ${clauses}`);
    }
    return entries;
  }
  if (subject.deviations === undefined) {
    throw new UserError(`--deviations builtin: there is no built-in list for ${subject.name}; name a file`);
  }
  return subject.deviations;
}

/**
 * The entries of a file, including those that still lack a reason.
 * @throws UserError for a file that does not match its schema
 */
export function readDeviationsFile(path: string): readonly Deviation[] {
  return readDocument<{ deviations: Deviation[] }>(path, "deviations").deviations;
}

/** The entries with a reason in a file that is to be updated. The file need not exist yet. */
export function explainedIn(path: string): readonly Deviation[] {
  return existsSync(path) ? readDeviationsFile(path).filter(isExplained) : [];
}

export function isExplained({ reason }: Deviation): boolean {
  return reason.trim() !== "";
}
