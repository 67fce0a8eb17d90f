import { type Miniature, miniatures } from "../mutants/miniatures.ts";
import { inParallel } from "./in-parallel.ts";
import type { Stage } from "./stage.ts";

/** The clauses that must notice a miniature's fault, and those among them that do not. */
export interface MiniatureScore {
  readonly name: string;
  readonly fails: readonly string[];
  readonly missed: readonly string[];
}

const CASES = 10;
const SEED = 1;
/** Calls that every miniature understands, for the passive clauses. */
const TRAFFIC = [
  "invoke/existence/unknown-function",
  "invoke/status/dry-run",
  "invoke/status/request-response",
];

export async function scoreMiniatures(stage: Stage): Promise<readonly MiniatureScore[]> {
  const scores: MiniatureScore[] = [];
  await inParallel([...miniatures.entries()], async ([index, { name, handler, fails }]) => {
    const failed = await failedBy(handler, fails, stage);
    scores[index] = { name, fails, missed: fails.filter((id) => !failed.includes(id)) };
  });
  return scores;
}

/** The clauses that a miniature fails, out of those given. */
export async function failedBy(
  handler: Miniature["handler"],
  ids: readonly string[],
  stage: Stage,
): Promise<readonly string[]> {
  const { clauses } = stage.specification;
  const verdicts = await stage.judge(
    clauses.filter(({ id }) => ids.includes(id)),
    {
      cases: CASES,
      seed: SEED,
      wrap: () => handler,
      traffic: clauses.filter(({ id }) => TRAFFIC.includes(id)),
    },
  );
  return [...verdicts.values()].flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : []));
}
