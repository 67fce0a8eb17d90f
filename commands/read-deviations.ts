import { UserError } from "../specs/user-error.ts";
import type { Deviation, Target } from "../targets/target.ts";
import { readDocument } from "./read-document.ts";

/**
 * The known failures that a run bears: those of a file, or with `builtin` those of its target.
 * @throws UserError for a file that is not as its schema says, and for a target that has none
 */
export function readDeviations(wanted: string | undefined, target: Target): readonly Deviation[] {
  if (wanted === undefined) return [];
  if (wanted !== "builtin") return readDocument<{ deviations: Deviation[] }>(wanted, "deviations").deviations;
  if (target.deviations === undefined) {
    throw new UserError(`--deviations builtin: nothing is built in for ${target.name}; name a file`);
  }
  return target.deviations;
}
