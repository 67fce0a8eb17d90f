import { type PreparedCall, prepareCall } from "../drivers/clients/prepare-call.ts";
import { matchClause } from "../specs/match-clause.ts";
import type { Specification } from "../specs/specification.ts";
import { nonceOf } from "../suites/judge/nonce-of.ts";
import { plannedCases } from "./planned-cases.ts";

/** How long a client may wait for a reply if the case sets no limit, in ms. */
const TIMEOUT_MS = 5_000;

/**
 * The calls that test those client clauses that match an id or a glob. The name of each call is its case, `CLAUSE:SEED:PATH`, so that a
 * recording of it can be recognized. Empty if no client clause matches.
 */
export function callsOfClauses(
  pattern: string,
  specification: Specification,
  seed: number,
  cases: number,
): PreparedCall[] {
  const clauses = specification.clauses.filter(
    ({ id, binds }) => binds === "client" && matchClause(pattern, id),
  );
  return [...plannedCases({ clauses, specification, seed, cases })].flatMap(
    ({ clause, number, case: made }) => {
      const id = `${clause.id}:${seed}:${number}`;
      const nonce = nonceOf(seed, clause.id, { path: `${number}` });
      return made.steps.flatMap((step) =>
        step.do === "invoke" ? prepareCall(step, id, nonce, { specification, timeoutMs: TIMEOUT_MS }) : [],
      );
    },
  );
}
