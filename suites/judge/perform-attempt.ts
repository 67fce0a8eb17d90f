import type { Observation } from "../../drivers/observation.ts";
import type { Perform } from "../../drivers/take-turns.ts";
import { type CaseAttempt, stepsOf } from "./case-attempt.ts";

/** Sends the requests of an attempt. Rejects when the signal aborts. */
export function performAttempt(
  attempt: CaseAttempt,
  perform: Perform,
  signal: AbortSignal,
): Promise<Observation> {
  return perform(stepsOf(attempt), attempt.nonce, signal, attempt.clause.cost === "waits");
}
