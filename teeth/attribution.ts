import type { Clause } from "../specs/clause.ts";
import type { Mutant } from "../targets/mutants/mutant.ts";
import { FOOTPRINT, type Footprint, touchedBy } from "./footprints.ts";
import { isPassive, type Stage } from "./stage.ts";

/** Which clauses a mutant fails beside its own. */
export interface Attribution {
  readonly mutant: Mutant;
  readonly others: readonly string[];
  /** Those of them that its clause does not imply. */
  readonly unexplained: readonly string[];
}

/** A clause may imply so many others. */
export const MOST_IMPLIED = 5;
/** Judges against a mutant everything that it can concern and that takes neither long nor much. */
export async function attributionOf(
  mutant: Mutant,
  footprints: readonly Footprint[],
  stage: Stage,
): Promise<Attribution> {
  const { specification } = stage;
  const own = specification.clauses.find(({ id }) => id === mutant.clause) as Clause;
  const concerned = (await touchedBy(mutant, footprints, stage)).filter(({ level }) => level !== "may");
  const passive = specification.clauses.filter(
    (clause) => clause.binds === "server" && clause.operation === own.operation && isPassive(clause),
  );
  const verdicts = await stage.judge([...concerned, ...passive], {
    ...FOOTPRINT,
    wrap: (handler) => mutant.wrap(handler, specification),
  });
  const others = [...verdicts.values()]
    .filter(({ outcome, clause }) => outcome === "fail" && clause !== own.id)
    .map(({ clause }) => clause)
    .sort();
  const implied = (own.implies ?? []).slice(0, MOST_IMPLIED);
  return { mutant, others, unexplained: others.filter((id) => !implied.includes(id)) };
}
