import type { Mutant } from "./mutant.ts";

/** Mutants that no clause's data gives, each in a file of its own. */
export const byHand: readonly Mutant[] = [];
