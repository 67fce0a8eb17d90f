import type { Clause } from "../specs/clause.ts";
import { isPassive } from "../specs/is-passive.ts";
import { BAD_REPLY } from "../suites/judge/bad-reply.ts";
import { createGates } from "../suites/run/gates.ts";
import { FOOTPRINT, type Footprint, touchedBy } from "./footprints.ts";
import type { Stage } from "./stage.ts";
import { subjectOf, type Wrong } from "./wrong.ts";

/** Which other clauses a run blames for a mutant. */
export interface Attribution {
  readonly mutant: Wrong;
  readonly others: readonly string[];
  /** The clauses among `others` that the mutant's own clause does not imply. */
  readonly unexplained: readonly string[];
}

/** Most clauses that a clause may imply. */
export const MOST_IMPLIED = 5;
/** Judges a mutant by all cheap clauses that its fault can concern. */
export async function attributionOf(
  mutant: Wrong,
  footprints: readonly Footprint[],
  stage: Stage,
): Promise<Attribution> {
  const { specification } = stage;
  const own = specification.clauses.find(({ id }) => id === mutant.clause) as Clause;
  const concerned = (await touchedBy(mutant, footprints)).filter(({ level }) => level !== "may");
  const passive = specification.clauses.filter(
    (clause) => clause.binds === own.binds && clause.operation === own.operation && isPassive(clause),
  );
  const verdicts = await stage.judge([...concerned, ...passive], {
    ...FOOTPRINT,
    ...subjectOf(mutant, specification),
  });
  const failing = new Set(
    [...verdicts.values()].flatMap(({ outcome, clause }) => (outcome === "fail" ? [clause] : [])),
  );
  // Like a run, put clauses that stand on a failing clause behind it.
  const { under } = createGates(specification.clauses);
  const isBehind = (clause: Clause): boolean => under(clause).some(({ id }) => failing.has(id));
  const others = specification.clauses
    .filter((clause) => failing.has(clause.id) && clause !== own && !isBehind(clause))
    .map(({ id }) => id)
    .sort();
  const implied = (own.implies ?? []).slice(0, MOST_IMPLIED);
  // Every clause that meets something other than an HTTP reply fails and says so. The clause about replies need not list all of them in
  // `implies`.
  const isAboutReplies = own.id.endsWith("/http/well-formed");
  const meetsBadReply = (id: string): boolean =>
    verdicts.get(id)?.failure?.violations.every(({ says }) => says === BAD_REPLY) === true;
  return {
    mutant,
    others,
    unexplained: others.filter((id) => !implied.includes(id) && !(isAboutReplies && meetsBadReply(id))),
  };
}
