import type { Specification } from "../specs/specification.ts";
import type { Handler } from "../targets/handler-target.ts";

/** The reference, or another handler, with one fault that a clause must notice. */
export interface Mutant {
  /** Kebab-case, unique among all mutants. */
  readonly name: string;
  /** The clause that must catch it. */
  readonly clause: string;
  /** The fault, as a sentence. */
  readonly says: string;
  /** @param probe name of the probe, if it is not the default one */
  wrap(handler: Handler, specification: Specification, probe?: string): Handler;
}
