import type { Step } from "../generators/case.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/** Performs the steps of a case against a target, or makes a client under test perform them. */
export interface Driver {
  readonly name: string;
  /**
   * Performs a case. It does not throw because of the target: problems on the wire are in the observation.
   * @param nonce fills in `{nonce}`; unique to this performance, and the same in every run with the same seed
   * @param limiter each request waits in it for its turn. The steps between requests may take minutes, and hold nobody up. A client under
   * test has its own places instead.
   */
  perform(
    steps: readonly Step[],
    nonce: string,
    signal?: AbortSignal,
    limiter?: Limiter,
  ): Promise<Observation>;
  close(): Promise<void>;
}
