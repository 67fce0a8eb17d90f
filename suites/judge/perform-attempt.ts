import type { Observation } from "../../drivers/observation.ts";
import type { Patience } from "../../drivers/patience.ts";
import type { Perform } from "../../drivers/take-turns.ts";
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
  const isFree = clause.cost === "waits" || clause.cost === "heavy";
  return patience.learned(steps, await perform(steps, nonce, signal, isFree));
}
