import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";

/**
 * The clause to replay, and the passive clauses that judge its exchanges.
 * @throws UserError if there is no such clause, or it has no cases of its own
 */
export function replayedClauses(specification: Specification, id: string): readonly Clause[] {
  const clause = specification.clauses.find((clause) => clause.id === id);
  if (!clause) throw new UserError(`--replay: edition ${specification.edition} has no clause ${id}`);
  if (isPassive(clause)) {
    throw new UserError(
      `--replay: ${id} is judged by the exchanges of other clauses and has no cases of its own; use REPORT.json#${id}`,
    );
  }
  return [clause, ...specification.clauses.filter(isPassive)];
}
