import type { Step } from "../generators/case.ts";
import type { Driver } from "./driver.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/** Performs the steps of a case when its turn has come. @param takesLong the case waits, or lets the endpoint wait. */
export type Perform = (
  steps: readonly Step[],
  nonce: string,
  signal: AbortSignal,
  takesLong: boolean,
) => Promise<Observation>;

/**
 * Performs cases with a driver, so many at once as `limiter` lets. Mostly each call is a turn: what a case waits for between its calls
 * holds nobody up, and neither does a case that takes long. A target that stands only so many is given whole cases: what they started,
 * an event or a call that its client left, runs on after the reply.
 */
export function takeTurns(driver: Driver, limiter: Limiter, wholeCases = false): Perform {
  return (steps, nonce, signal, takesLong) =>
    wholeCases
      ? limiter(() => driver.perform(steps, nonce, signal))
      : driver.perform(steps, nonce, signal, takesLong ? undefined : limiter);
}
