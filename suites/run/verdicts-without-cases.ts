import type { Clause } from "../../specs/clause.ts";
import type { CaseAttempt } from "../judge/case-attempt.ts";
import { ENDPOINT, type Verdict } from "../judge/verdict.ts";

/** The verdict on a clause that the subject does not support. */
export function uncovered(clause: Clause, because: string): Verdict {
  return { ...bare(clause), outcome: "uncovered", because };
}

/** The verdict on a clause that builds on a failing one. */
export function behind(clause: Clause, gate: string): Verdict {
  return { ...uncovered(clause, `builds on ${gate}, which fails`), behind: gate };
}

/** The verdict on a clause that builds on one without a known result. */
export function heldBack(clause: Clause, gate: string): Verdict {
  return uncovered(clause, `builds on ${gate}, which was not judged`);
}

/** The verdict on a clause that could not be judged. */
export function failedToJudge(clause: Clause, because: string): Verdict {
  return { ...bare(clause), outcome: "error", because };
}

/**
 * The verdict on a clause that killed the subject twice while it was judged alone.
 * @param last the last attempt that was seen
 */
export function killed(clause: Clause, last: CaseAttempt | undefined, seed: number): Verdict {
  const actual = "it stopped responding twice, with this clause alone";
  if (clause.level === "may" || !last)
    return { ...bare(clause), outcome: "noted", answers: { [`other: ${actual}`]: 1 } };
  return {
    ...bare(clause),
    outcome: "fail",
    failure: {
      why: last.case.why,
      case: last.case,
      exchanges: [],
      violations: [{ says: ENDPOINT, expected: "it continues to respond", actual }],
      shrinks: 0,
      replay: `${clause.id}:${seed}:${last.path}`,
    },
  };
}

function bare({ id, level, says }: Clause): Omit<Verdict, "outcome"> {
  return { clause: id, level, says, cases: 0, exchanges: 0, ms: 0 };
}
