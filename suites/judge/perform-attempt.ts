import type { Observation } from "../../drivers/observation.ts";
import type { Patience } from "../../drivers/patience.ts";
import type { Perform } from "../../drivers/take-turns.ts";
import { type CaseAttempt, stepsOf } from "./case-attempt.ts";

/** Sends the requests of an attempt, and waits for what they lead to as long as the patience allows. Rejects when the signal aborts. */
export async function performAttempt(
  attempt: CaseAttempt,
  perform: Perform,
  patience: Patience,
  signal: AbortSignal,
): Promise<Observation> {
  const { clause, nonce } = attempt;
  // What a may clause shows is told and never judged again: it is waited for whole at once.
  const steps = patience.limited(stepsOf(attempt), clause.level === "may");
  return patience.learned(steps, await perform(steps, nonce, signal, clause.cost === "waits"));
}
