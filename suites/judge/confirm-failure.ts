import type { Case } from "../../generators/case.ts";
import type { CaseJudge, MissedCase } from "./case-judge.ts";

/** A case that failed once and may fail again. */
export interface SuspectedCase {
  readonly case: Case;
  /** Names the case in a replay id. */
  readonly path: string;
  /** How many times it was made smaller. */
  readonly shrinks: number;
}

/** The first of several suspected cases that failed again, or what became of the last ones. */
export type Confirmation =
  | { readonly confirmed: true; readonly suspect: SuspectedCase; readonly missed: MissedCase }
  | { readonly confirmed: false; readonly instead: string };

/**
 * Performs suspected cases again, in order, until one fails: only what fails twice is told as a failure.
 * @param suspects the minimal example first, the case that it was made from last
 */
export async function confirmFailure(
  suspects: readonly SuspectedCase[],
  judgeCase: CaseJudge,
): Promise<Confirmation> {
  let instead = "not again";
  for (const suspect of suspects) {
    const again = await judgeCase(suspect.case, suspect.path, "confirmation");
    if (again.kind === "misses") return { confirmed: true, suspect, missed: again };
    if (again.kind === "error") instead = `then ${again.says}`;
  }
  return { confirmed: false, instead };
}
