import type { Specification } from "../specs/specification.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { createStage } from "./stage.ts";

/** A clause that failed on the reference or the plain client, or could not judge it. */
export interface FalseAlarm {
  readonly seed: number;
  readonly clause: string;
  readonly says: string;
}

/** How long to wait for effects, in ms. Sound subjects always produce them, even on a busy machine, so a long wait costs little. */
const PATIENCE = 10_000;

/** Judges the reference and the plain client with several seeds. Every outcome other than passed or noted is a false alarm. */
export async function falseAlarms(
  seeds: readonly number[],
  cases: number,
  specification: Specification,
): Promise<readonly FalseAlarm[]> {
  const alarms: FalseAlarm[] = [];
  for (const seed of seeds) {
    // Each seed gets its own reference, so that no state of another seed remains.
    const stage = await createStage(specification);
    const verdicts: Verdict[] = [];
    // Judge the subjects separately, as a run does, because scripted replies to clients are not replies of the endpoint.
    for (const subject of ["server", "client"] as const) {
      // Clauses that wait do the same with every seed.
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
