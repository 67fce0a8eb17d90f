import type { Case } from "../../generators/case.ts";
import type { CaseJudge, MissedCase } from "./case-judge.ts";

/** A case that failed once and may fail again. */
export interface SuspectedCase {
  readonly case: Case;
  /** Names the case in a replay id. */
  readonly path: string;
  /** How often it was shrunk. */
  readonly shrinks: number;
}

export type Confirmation =
  /** The first of the suspected cases that failed again, alone. */
  | { readonly kind: "confirmed"; readonly suspect: SuspectedCase; readonly missed: MissedCase }
  /** None failed alone. When the last case was performed `of` times concurrently, it failed `failed` times. */
  | { readonly kind: "beside"; readonly failed: number; readonly of: number }
  /** None failed again. `instead` is what came. */
  | { readonly kind: "not again"; readonly instead: string };

/**
 * Performs suspected cases again, in order, until one fails. A failure is reported only if it comes again with nothing else in flight. If none fails,
 * the last case is performed several times concurrently.
 * @param suspects the minimal example first, the case that it was made from last
 * @param beside how often to perform the last one, all at once; 0 if that costs too much or if nothing may run concurrently
 */
export async function confirmFailure(
  suspects: readonly SuspectedCase[],
  judgeCase: CaseJudge,
  beside: number,
): Promise<Confirmation> {
  let instead = "not again";
  for (const suspect of suspects) {
    const again = await judgeCase(suspect.case, suspect.path, "confirmation");
    if (again.kind === "misses") return { kind: "confirmed", suspect, missed: again };
    if (again.kind === "error") instead = `then ${again.says}`;
  }
  const last = suspects.at(-1);
  if (!last || beside === 0) return { kind: "not again", instead };
  const trials = Array.from(
    { length: beside },
    async () => (await judgeCase(last.case, last.path, "confirmation")).kind,
  );
  await Promise.allSettled(trials);
  const failed = (await Promise.all(trials)).filter((kind) => kind === "misses").length;
  return failed > 0 ? { kind: "beside", failed, of: beside } : { kind: "not again", instead };
}
