import type { Clause } from "../../specs/clause.ts";
import { matchClause } from "../../specs/match-clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";

/**
 * The clauses that bind this kind of subject, match `only` (all if it is empty) and do not match `skip`.
 * @throws UserError for a pattern without a match, and if no clause is left: a typing mistake must not look like success
 */
export function selectClauses(
  specification: Specification,
  only: readonly string[],
  skip: readonly string[],
  binds: Clause["binds"] = "server",
): readonly Clause[] {
  const clauses = specification.clauses.filter((clause) => clause.binds === binds);
  for (const [option, patterns] of [
    ["--only", only],
    ["--skip", skip],
  ] as const) {
    for (const pattern of patterns) {
      if (!clauses.some(({ id }) => matchClause(pattern, id))) {
        throw new UserError(`${option} ${pattern}: ${whyNone(pattern, specification, binds)}`);
      }
    }
  }
  const selected = clauses.filter(
    ({ id }) =>
      (only.length === 0 || only.some((pattern) => matchClause(pattern, id))) &&
      !skip.some((pattern) => matchClause(pattern, id)),
  );
  if (selected.length === 0 && skip.length > 0) {
    throw new UserError(`--skip ${skip.join(" --skip ")}: leaves no clause to judge`);
  }
  return selected;
}

function whyNone(pattern: string, { clauses, edition }: Specification, binds: Clause["binds"]): string {
  if (pattern.includes(",")) return "must be one clause id or pattern; for several, repeat the option";
  if (!clauses.some(({ id }) => matchClause(pattern, id)))
    return `matches no clause of edition ${edition} (see: lambda-conformance list)`;
  return binds === "server"
    ? "is about clients, but this run tests an endpoint; to test a client, add --client NAME (see: lambda-conformance list --clients)"
    : "is about endpoints, but this run tests a client; to test an endpoint, leave out --client and --driver";
}
