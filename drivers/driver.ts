import type { Step } from "../generators/case.ts";
import type { Limiter } from "./limiter.ts";
import type { Observation } from "./observation.ts";

/** Performs the steps of a case against a target, or lets a client under test perform them. */
export interface Driver {
  readonly name: string;
  /**
   * Never throws for anything that the target does: what went wrong on the wire is in the observation.
   * @param nonce fills `{nonce}`; unique to this performance, the same in every run with the same seed.
   * @param limiter each call waits in it for its turn; the steps between them, which may take minutes, hold nobody up. A client
   * under test has places of its own instead.
   */
  perform(
    steps: readonly Step[],
    nonce: string,
    signal?: AbortSignal,
    limiter?: Limiter,
  ): Promise<Observation>;
  close(): Promise<void>;
}
