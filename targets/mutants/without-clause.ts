import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Handler } from "../handler-target.ts";
import { mutantsOf } from "./mutants-of.ts";

/**
 * The handler without one clause: as its first mutant has it.
 * @throws UserError for a clause that is not there, and for one that no mutant lacks
 */
export function withoutClause(
  handler: Handler,
  id: string,
  specification: Specification,
  probe?: string,
): Handler {
  const clause = specification.clauses.find((candidate) => candidate.id === id);
  if (clause === undefined) {
    throw new UserError(
      `--without ${id}: there is no such clause in edition ${specification.edition} (see: lambda-conformance list)`,
    );
  }
  const [mutant] = clause.binds === "server" ? mutantsOf(clause, specification) : [];
  if (mutant === undefined) {
    throw new UserError(
      `--without ${id}: nobody can serve without it: it ${clause.binds === "server" ? "fails nobody" : "binds clients"}`,
    );
  }
  return mutant.wrap(handler, specification, probe);
}
