import { matchClause } from "../../specs/match-clause.ts";
import type { Deviation } from "../../targets/target.ts";
import type { Verdict } from "../judge/verdict.ts";
import { isCurrent, isExpired } from "./deviations.ts";

/** The findings of a run that matter for deviations. */
export interface RunForDeviations {
  readonly verdicts: readonly Pick<Verdict, "clause" | "outcome" | "level">[];
  /** Ids of all clauses of the edition. */
  readonly known: readonly string[];
  readonly edition: string;
  /** Version of the subject, or empty if it is unknown. */
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Whether failing `should` clauses count. */
  readonly strict: boolean;
}

export interface UpdatedDeviations {
  readonly entries: readonly Deviation[];
  /** New entries for unknown failures. Their reasons are empty: a person must give them. */
  readonly added: readonly Deviation[];
  /** Entries that are no longer needed, or that others replace. */
  readonly dropped: readonly Deviation[];
}

/**
 * The smallest set of entries that covers all current failures that count. An entry stays as it is while all of its judged clauses fail. If only some
 * clauses of a glob fail, entries for these replace it. Entries for other editions, other versions or clauses that were not run stay. So do expired
 * ones that still fail: a person must decide whether to go on accepting a failure.
 */
export function updateDeviations(entries: readonly Deviation[], run: RunForDeviations): UpdatedDeviations {
  const outcomes = new Map(run.verdicts.map(({ clause, outcome }) => [clause, outcome]));
  const covered = new Set<string>();
  const kept: Deviation[] = [];
  const dropped: Deviation[] = [];
  for (const entry of entries) {
    const rest = stillNeeded(entry, run, outcomes).filter((part) => {
      if (!isCurrent(part, run.edition, run.version)) return true;
      const failing = run.known.filter((id) => outcomes.get(id) === "fail" && matchClause(part.clause, id));
      const isShadowed = failing.length > 0 && failing.every((id) => covered.has(id));
      for (const id of failing) covered.add(id);
      return !isShadowed;
    });
    if (rest.length === 0) dropped.push(entry);
    kept.push(...rest);
  }
  const added = run.verdicts.flatMap(({ clause, outcome, level }): Deviation[] =>
    outcome === "fail" && (level === "must" || (run.strict && level === "should")) && !covered.has(clause)
      ? [{ clause, reason: "" }]
      : [],
  );
  return { entries: [...kept, ...added], added, dropped };
}

/** What remains of an entry: the entry, one for each of its clauses that still fails, or nothing if it is stale. */
function stillNeeded(
  entry: Deviation,
  { known, edition, version, today }: RunForDeviations,
  outcomes: ReadonlyMap<string, Verdict["outcome"]>,
): Deviation[] {
  if (!isCurrent(entry, edition, version)) return [entry];
  const matched = known.filter((id) => matchClause(entry.clause, id));
  if (matched.length === 0) return [];
  const sound = matched.filter((id) => ["pass", "noted"].includes(outcomes.get(id) ?? ""));
  // A clause that was not run, or could not be judged, may still fail.
  const open = matched.filter((id) => (outcomes.get(id) ?? "error") === "error");
  const failing = matched.filter((id) => outcomes.get(id) === "fail");
  if (sound.length === 0) return [entry];
  if (failing.length > 0 && (open.length > 0 || isExpired(entry, today))) return [entry];
  return failing.map((clause) => ({ ...entry, clause }));
}
