import type { Specification } from "../specs/specification.ts";
import type { Verdict } from "../suites/verdict.ts";
import { createStage } from "./stage.ts";

/** A clause that called the reference wrong, or could not judge it. */
export interface FalseAlarm {
  readonly seed: number;
  readonly clause: string;
  readonly says: string;
}

/** Judges the reference over seeds: whatever is not passed or noted is a false alarm. */
export async function falseAlarms(
  seeds: readonly number[],
  cases: number,
  specification: Specification,
): Promise<readonly FalseAlarm[]> {
  const alarms: FalseAlarm[] = [];
  for (const seed of seeds) {
    // What waits is the same with every seed.
    const clauses = specification.clauses.filter(
      ({ binds, cost }) => binds === "server" && (cost === undefined || seed === seeds[0]),
    );
    // A reference of its own: each tenant of each case keeps an environment for as long as the reference lives.
    const stage = await createStage(specification);
    const verdicts = await stage.judge(clauses, { cases, seed });
    await stage.close();
    for (const verdict of verdicts.values()) {
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
