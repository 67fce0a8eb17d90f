import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { kebab } from "../from-data/kebab.ts";
import { formOf, type Leaf } from "../from-data/leaf.ts";
import { attemptFaults } from "./from-data/attempt-faults.ts";
import type { ClientPart } from "./from-data/client-fault.ts";
import { outcomeFaults } from "./from-data/outcome-faults.ts";
import { requestFaults } from "./from-data/request-faults.ts";
import { likenessOf } from "./likeness.ts";
import type { Ways } from "./plain-client.ts";

/** A client with one fault that a clause must notice. */
export interface ClientMutant {
  /** Kebab-case, unique among all mutants. */
  readonly name: string;
  /** The clause that must catch it. */
  readonly clause: string;
  /** The fault, as a sentence. */
  readonly says: string;
  /** What it does differently from the plain client. */
  readonly ways: Partial<Ways>;
}

/** The parts of a client, by the place where the observation shows them. */
const PARTS: Readonly<Record<string, ClientPart>> = {
  requests: attemptFaults,
  request: requestFaults,
  received: ({ path: [_, ...path], ...leaf }, operation) => requestFaults({ ...leaf, path }, operation),
  outcome: outcomeFaults,
};

/** For each demand of the expectation, a client that breaks only this demand, and only in calls like those of the clause. */
export function clientMutantsOf(clause: Clause, specification: Specification): readonly ClientMutant[] {
  const like = likenessOf(clause, specification);
  const operation = specification.operations[clause.operation];
  const faults = rulesOf(clause).flatMap(
    ({ path: [part = "", ...path], ...leaf }) => PARTS[part]?.({ ...leaf, path }, operation) ?? [],
  );
  // One fault may break several demands on one thing.
  const different = new Map(faults.map((fault) => [fault.says, fault]));
  return [...different.values()].map(({ says, ways }) => ({
    name: `${kebab(clause.id)}--${kebab(says)}`,
    clause: clause.id,
    says: `In calls like those of the clause, the client ${says}.`,
    ways: ways(like),
  }));
}

/**
 * The demands that form the rule. If the clause is about how often a client sends a request, all other demands are only preconditions. The
 * presence of an output or an error is a precondition too, if more is demanded.
 */
function rulesOf(clause: Clause): readonly Leaf[] {
  const form = formOf(clause);
  const attempts = form.filter(({ path: [part] }) => part === "requests" || part === "received");
  const strict = form.filter(({ keyword }) => keyword !== "present");
  return [attempts, strict, form].find((rules) => rules.length > 0) ?? [];
}
