import type { Clause } from "../specs/clause.ts";
import type { Mutant } from "../targets/mutants/mutant.ts";
import type { Stage } from "./stage.ts";

/** Which clauses a mutant fails beside its own. */
export interface Attribution {
  readonly mutant: Mutant;
  readonly others: readonly string[];
  /** Those of them that its clause does not imply. */
  readonly unexplained: readonly string[];
}

/** A clause may imply so many others. */
export const MOST_IMPLIED = 5;
const CASES = 3;
const SEED = 2;

/** Judges everything that takes neither long nor much against a mutant. */
export async function attributionOf(mutant: Mutant, stage: Stage): Promise<Attribution> {
  const { specification } = stage;
  const own = specification.clauses.find(({ id }) => id === mutant.clause) as Clause;
  const suite = specification.clauses.filter(
    ({ binds, cost, operation, level }) =>
      binds === "server" && cost === undefined && operation === own.operation && level !== "may",
  );
  const verdicts = await stage.judge(suite, {
    cases: CASES,
    seed: SEED,
    wrap: (handler) => mutant.wrap(handler, specification),
  });
  const others = [...verdicts.values()]
    .filter(({ outcome, clause }) => outcome === "fail" && clause !== own.id)
    .map(({ clause }) => clause)
    .sort();
  const implied = (own.implies ?? []).slice(0, MOST_IMPLIED);
  return { mutant, others, unexplained: others.filter((id) => !implied.includes(id)) };
}
