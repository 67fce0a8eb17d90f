import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { scenarioNamed } from "../scenario-named.ts";
import type { CallKind } from "./call-kind.ts";

/** The kinds of calls that the cases of a clause with a scenario make, in order; none where they cannot be recognized. */
export function callsOf(clause: Clause, specification: Specification): readonly CallKind[] {
  const { given } = clause;
  return "scenario" in given ? scenarioNamed(given.scenario).recognises(clause, specification) : [];
}

/** Why nobody can recognize the calls of a clause with a scenario; undefined where they can be recognized. */
export function whyUnrecognised({ given }: Clause): string | undefined {
  return "scenario" in given ? scenarioNamed(given.scenario).unrecognised : undefined;
}
