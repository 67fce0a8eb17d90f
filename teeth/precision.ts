import type { Specification } from "../specs/specification.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { createStage } from "./stage.ts";

/** A clause that called the reference or the plain client wrong, or could not judge it. */
export interface FalseAlarm {
  readonly seed: number;
  readonly clause: string;
  readonly says: string;
}

/** What is sound does all that is waited for, however busy this machine is. */
const PATIENCE = 10_000;

/** Judges the reference and the plain client over seeds: whatever is not passed or noted is a false alarm. */
export async function falseAlarms(
  seeds: readonly number[],
  cases: number,
  specification: Specification,
): Promise<readonly FalseAlarm[]> {
  const alarms: FalseAlarm[] = [];
  for (const seed of seeds) {
    // A reference of its own: nothing that another seed left counts.
    const stage = await createStage(specification);
    const verdicts: Verdict[] = [];
    // Apart, as in a run: what scripts answer clients is nothing that a server said.
    for (const subject of ["server", "client"] as const) {
      // What waits is the same with every seed.
      const clauses = specification.clauses.filter(
        ({ binds, cost }) => binds === subject && (cost === undefined || seed === seeds[0]),
      );
      const its = await stage.judge(clauses, { cases, seed, patienceMs: PATIENCE });
      verdicts.push(...its.values());
    }
    await stage.close();
    for (const verdict of verdicts) {
      if (verdict.outcome === "pass" || verdict.outcome === "noted") continue;
      alarms.push({ seed, clause: verdict.clause, says: wordsOf(verdict) });
    }
  }
  return alarms;
}

function wordsOf({ outcome, because, failure }: Verdict): string {
  const missed = failure?.violations.map(
    ({ says, expected, actual }) => `${says}: ${expected}, was ${actual}`,
  );
  return [outcome, because, failure?.why, ...(missed ?? [])].filter(Boolean).join("; ");
}
