import { whyUnrecognised } from "../generators/calls/calls-of.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { Mutant } from "./mutant.ts";
import { mutantsOf } from "./mutants-of.ts";

/**
 * The mutant to serve without one clause: the clause's first mutant.
 * @throws UserError for a clause that does not exist, and for one without a mutant
 */
export function mutantWithout(id: string, specification: Specification): Mutant {
  const clause = specification.clauses.find((candidate) => candidate.id === id);
  if (clause === undefined) {
    throw new UserError(
      `--without ${id}: there is no such clause in edition ${specification.edition} (see: lambda-conformance list)`,
    );
  }
  const [mutant] = clause.binds === "server" ? mutantsOf(clause, specification) : [];
  if (mutant === undefined) {
    const because =
      clause.binds === "client" ? "it is about clients" : (whyUnrecognised(clause) ?? "it has no mutant");
    throw new UserError(`--without ${id}: this clause cannot be broken on purpose: ${because}`);
  }
  return mutant;
}
