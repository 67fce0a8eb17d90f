import { createHash } from "node:crypto";
import type { CaseAttempt } from "./case-attempt.ts";

/** The data that a nonce is made from. */
export type NonceParts = Pick<CaseAttempt, "path"> &
  Partial<Pick<CaseAttempt, "purpose" | "twin" | "life" | "repeat">>;

/**
 * The nonce of one performance of a case. It is the same in every run with this seed, and different for each performance. The hashed text must never
 * change: otherwise a seed would no longer send the same requests.
 * @param parts default: the first performance of the case that `path` names
 */
export function nonceOf(
  seed: number,
  clauseId: string,
  { path, purpose = "first", twin = false, life = 0, repeat = 0 }: NonceParts,
): string {
  const performed = `${path}${purpose === "shrinking" ? ":shrinking" : ""}${twin ? "~" : ""}`;
  const text = [seed, clauseId, performed, life, repeat].join("\n");
  const nonce = `n${createHash("sha256").update(text).digest("hex").slice(0, 20)}`;
  return purpose === "passive-confirmation" ? `${nonce}b` : nonce;
}
