import { constants } from "../targets/mutants/constants.ts";
import type { Stage } from "./stage.ts";

/** How far an endpoint that answers everything alike gets. */
export interface ConstantScore {
  readonly name: string;
  /** Clauses of level must that could be judged, and those of them that passed. */
  readonly judged: number;
  readonly passed: readonly string[];
}

const CASES = 3;
const SEED = 1;

export async function scoreConstants(stage: Stage): Promise<readonly ConstantScore[]> {
  const clauses = stage.specification.clauses.filter(
    ({ binds, cost }) => binds === "server" && cost === undefined,
  );
  const scores: ConstantScore[] = [];
  for (const [name, handler] of Object.entries(constants)) {
    const verdicts = await stage.judge(clauses, { cases: CASES, seed: SEED, wrap: () => handler });
    const musts = [...verdicts.values()].filter(
      ({ level, outcome }) => level === "must" && (outcome === "pass" || outcome === "fail"),
    );
    const passed = musts.filter(({ outcome }) => outcome === "pass").map(({ clause }) => clause);
    scores.push({ name, judged: musts.length, passed });
  }
  return scores;
}
