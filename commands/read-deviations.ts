import { UserError } from "../specs/user-error.ts";
import type { Deviation } from "../targets/target.ts";
import { readDocument } from "./read-document.ts";

/**
 * The known failures that a run bears: those of a file, or with `builtin` those of its subject.
 * @throws UserError for a file that is not as its schema says, and for a subject that has none
 */
export function readDeviations(
  wanted: string | undefined,
  subject: { readonly name: string; readonly deviations?: readonly Deviation[] },
): readonly Deviation[] {
  if (wanted === undefined) return [];
  if (wanted !== "builtin") return readDocument<{ deviations: Deviation[] }>(wanted, "deviations").deviations;
  if (subject.deviations === undefined) {
    throw new UserError(`--deviations builtin: nothing is built in for ${subject.name}; name a file`);
  }
  return subject.deviations;
}
