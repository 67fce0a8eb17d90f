import type { Step } from "../generators/case.ts";
import type { Observation } from "./observation.ts";

/** Performs the steps of a case against a target, or lets a client under test perform them. */
export interface Driver {
  readonly name: string;
  /**
   * Never throws for anything that the target does: what went wrong on the wire is in the observation.
   * @param nonce fills `{nonce}`; unique to this performance, the same in every run with the same seed.
   */
  perform(steps: readonly Step[], nonce: string, signal?: AbortSignal): Promise<Observation>;
  close(): Promise<void>;
}
