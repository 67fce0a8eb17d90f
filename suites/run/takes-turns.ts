import type { Clause } from "../../specs/clause.ts";

/** A clause with at least this many concurrent requests needs an execution environment for each, while other clauses wait for theirs. */
const CROWD = 10;

/** Whether a clause asks so much of the subject that only one such clause is judged at a time: large bodies, or many concurrent requests. */
export function takesTurns({ cost, given }: Clause): boolean {
  return cost === "heavy" || JSON.stringify(given).split('"beside":true').length > CROWD;
}
