import { type ClientMutant, clientMutantsOf } from "../mutants/clients/client-mutants-of.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { mutantsOf } from "../mutants/mutants-of.ts";
import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { Play } from "./stage.ts";

/** An endpoint or a client with one fault that a clause must notice. */
export type Wrong = Mutant | ClientMutant;

/** All mutants of a clause, for endpoints or for clients. */
export function wrongsOf(clause: Clause, specification: Specification): readonly Wrong[] {
  return clause.binds === "client"
    ? clientMutantsOf(clause, specification)
    : mutantsOf(clause, specification);
}

/** What makes a sound subject behave as a mutant does. */
export function subjectOf(wrong: Wrong, specification: Specification): Pick<Play, "wrap" | "ways"> {
  return "ways" in wrong ? { ways: wrong.ways } : { wrap: (handler) => wrong.wrap(handler, specification) };
}
