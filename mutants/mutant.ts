import type { Specification } from "../specs/specification.ts";
import type { Handler } from "../targets/handler-target.ts";

/** The reference, or another handler, with one thing wrong: what a clause has to notice. */
export interface Mutant {
  /** Kebab-case, unique among all mutants. */
  readonly name: string;
  /** The clause that has to catch it. */
  readonly clause: string;
  /** The one wrong thing, as a sentence. */
  readonly says: string;
  /** @param probe name of the probe, where it is not the default one */
  wrap(handler: Handler, specification: Specification, probe?: string): Handler;
}
