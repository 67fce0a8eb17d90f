import type { Clause } from "../../specs/clause.ts";

/** With at least this many requests beside others, a clause takes the execution environments that other clauses need. */
const CROWD = 10;

/** Whether a clause asks so much of the subject that only one such clause is judged at a time: large bodies, or many concurrent requests. */
export function takesTurns({ cost, given }: Clause): boolean {
  return cost === "heavy" || JSON.stringify(given).split('"beside":true').length > CROWD;
}
