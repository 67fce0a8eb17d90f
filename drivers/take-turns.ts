import type { Step } from "../generators/case.ts";
import type { Driver } from "./driver.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/**
 * Performs the steps of a case when its turn comes.
 * @param isFree whether its requests take no turns, because the case waits or because only one such case is performed at a time
 */
export type Perform = (
  steps: readonly Step[],
  nonce: string,
  signal: AbortSignal,
  isFree: boolean,
) => Promise<Observation>;

/**
 * Performs cases with a driver, as many at once as `limiter` allows. Usually each request takes a turn, so that a case that waits delays no
 * other case. The requests of a slow case take no turn. With `wholeCases`, each case takes a turn as a whole. That is for targets with
 * limited concurrency: what a case started, such as an event or an abandoned request, runs on after the response.
 */
export function takeTurns(driver: Driver, limiter: Limiter, wholeCases = false): Perform {
  return (steps, nonce, signal, isFree) =>
    wholeCases
      ? limiter(() => driver.perform(steps, nonce, signal))
      : driver.perform(steps, nonce, signal, isFree ? undefined : limiter);
}
