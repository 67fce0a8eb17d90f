import { visible } from "../reports/visible.ts";
import { matchClause } from "../specs/match-clause.ts";
import { freeze, type Release } from "../specs/release.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { selectClauses } from "../suites/run/select-clauses.ts";
import type { Deviation } from "../targets/target.ts";
import type { Io } from "./io.ts";
import type { RunSettings } from "./options.ts";
import { bindsOf } from "./select-subjects.ts";

/** The clauses that a run uses, and which deviations concern them. */
export interface CountedClauses {
  readonly specification: Specification;
  readonly skip: readonly string[];
  /** False for a deviation about clauses of the release that no longer exist. Such a deviation does not count as stale. */
  known(deviation: Deviation): boolean;
}

/**
 * The clauses of a release, at the levels that they had in it. Without a release, all current clauses. Clauses that the release did not
 * have, and clauses whose meaning has changed since, are skipped. A message on standard error names the changed ones.
 * @throws UserError if the release has none of the selected clauses
 */
export function clausesToCount(
  specification: Specification,
  release: Release | undefined,
  settings: RunSettings,
  { err }: Pick<Io, "err">,
): CountedClauses {
  const { only, skip } = settings;
  if (release === undefined) return { specification, skip, known: () => true };
  const frozen = freeze(specification, release);
  const asked = selectClauses(frozen.specification, only, skip, bindsOf(settings));
  const left = [...frozen.left].filter(({ binds }) => binds === bindsOf(settings)).map(({ id }) => id);
  if (asked.every(({ id }) => left.includes(id))) {
    throw new UserError(
      `--clauses-of ${release.version}: that release has none of the selected clauses in their present form`,
    );
  }
  const changed = asked.filter(({ id }) => frozen.changed.includes(id)).map(({ id }) => id);
  if (changed.length > 0) {
    err.write(
      `left out, because their meaning changed since ${visible(release.version)}: ${changed.join(", ")}\n`,
    );
  }
  const ids = specification.clauses.map(({ id }) => id);
  return {
    specification: frozen.specification,
    skip: [...skip, ...left],
    known: ({ clause }) =>
      ids.some((id) => matchClause(clause, id)) || !frozen.gone.some((id) => matchClause(clause, id)),
  };
}
