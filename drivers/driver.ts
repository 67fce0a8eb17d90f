import type { Step } from "../generators/case.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/** Performs the steps of a case against a target, or makes a client under test perform them. */
export interface Driver {
  readonly name: string;
  /**
   * Performs a case. It does not throw because of the target: problems on the wire are in the observation.
   * @param nonce fills in `{nonce}`; unique to this performance, and the same in every run with the same seed
   * @param limiter gives each request its turn. The steps between requests take no turn, so that a wait of minutes delays no other case. A
   * driver for a client under test ignores it, and limits its own lanes.
   */
  perform(
    steps: readonly Step[],
    nonce: string,
    signal?: AbortSignal,
    limiter?: Limiter,
  ): Promise<Observation>;
  close(): Promise<void>;
}
