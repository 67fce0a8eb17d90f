import type { Step } from "../generators/case.ts";
import type { Driver } from "./driver.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/**
 * When a request is sent: in order, next (before all that wait for their turn), or at once. A case that mostly waits sends its requests at once, so
 * that it takes no turn from the others.
 */
export type Turn = "in order" | "next" | "at once";

/** Performs the steps of a case when its turn comes. */
export type Perform = (
  steps: readonly Step[],
  nonce: string,
  signal: AbortSignal,
  turn: Turn,
) => Promise<Observation>;

/**
 * Performs cases with a driver, as many at once as `limiter` allows. Usually each request takes a turn, so that a case that waits delays no
 * other case. With `wholeCases`, each case takes a turn as a whole. That is for targets with limited concurrency: what a case started, such
 * as an event or an abandoned request, runs on after the response.
 */
export function takeTurns(driver: Driver, limiter: Limiter, wholeCases = false): Perform {
  const urgent: Limiter = (task) => limiter(task, true);
  return (steps, nonce, signal, turn) => {
    if (wholeCases) return limiter(() => driver.perform(steps, nonce, signal));
    const its = turn === "in order" ? limiter : turn === "next" ? urgent : undefined;
    return driver.perform(steps, nonce, signal, its);
  };
}
