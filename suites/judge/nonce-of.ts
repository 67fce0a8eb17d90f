import { createHash } from "node:crypto";

/**
 * The nonce of one performance of a case: the same in every run with this seed, and of no other performance.
 * @param life how often the target has been started again; `attempt` is how often the case was performed since
 */
export function nonceOf(
  seed: number,
  clauseId: string,
  path: string,
  { life, attempt }: { readonly life: number; readonly attempt: number } = { life: 0, attempt: 0 },
): string {
  const text = [seed, clauseId, path, life, attempt].join("\n");
  return `n${createHash("sha256").update(text).digest("hex").slice(0, 20)}`;
}
