import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { scenarioNamed } from "../scenario-named.ts";
import type { CallKind } from "./call-kind.ts";

/** The kinds of requests in the cases of a clause with a scenario, in order. Empty when they cannot be recognized. */
export function callsOf(clause: Clause, specification: Specification): readonly CallKind[] {
  const { given } = clause;
  return "scenario" in given ? scenarioNamed(given.scenario).recognises(clause, specification) : [];
}

/** Why the requests of a clause with a scenario cannot be recognized; undefined when they can. */
export function whyUnrecognised({ given }: Clause): string | undefined {
  return "scenario" in given ? scenarioNamed(given.scenario).unrecognised : undefined;
}
