import type { Observation } from "../../drivers/observation.ts";
import type { Patience } from "../../drivers/patience.ts";
import type { Perform, Turn } from "../../drivers/take-turns.ts";
import type { Clause } from "../../specs/clause.ts";
import { type CaseAttempt, stepsOf } from "./case-attempt.ts";

/**
 * Sends the requests of an attempt, and waits for their effects as long as the patience allows.
 * @throws the reason of the signal when it aborts
 */
export async function performAttempt(
  attempt: CaseAttempt,
  perform: Perform,
  patience: Patience,
  signal: AbortSignal,
): Promise<Observation> {
  const { clause, nonce } = attempt;
  // A may clause is never confirmed, so its first attempt gets the full wait.
  const steps = patience.limited(stepsOf(attempt), clause.level === "may");
  return patience.learned(steps, await perform(steps, nonce, signal, turnOf(clause)));
}

/** Heavy clauses are judged one at a time, so a case of one that waited in the queue would hold up all of them. */
function turnOf({ cost }: Clause): Turn {
  if (cost === "waits") return "at once";
  return cost === "heavy" ? "next" : "in order";
}
