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

/** A client with one thing wrong: what a clause has to notice. */
export interface ClientMutant {
  /** Kebab-case, unique among all mutants. */
  readonly name: string;
  /** The clause that has to catch it. */
  readonly clause: string;
  /** The one wrong thing, as a sentence. */
  readonly says: string;
  /** What it does otherwise than the plain client. */
  readonly ways: Partial<Ways>;
}

/** What a client does, by where the observation shows it. */
const PARTS: Readonly<Record<string, ClientPart>> = {
  requests: attemptFaults,
  request: requestFaults,
  received: ({ path: [_, ...path], ...leaf }, operation) => requestFaults({ ...leaf, path }, operation),
  outcome: outcomeFaults,
};

/** For each thing that the expectation demands, a client that breaks this demand alone, in calls like those of the clause. */
export function clientMutantsOf(clause: Clause, specification: Specification): readonly ClientMutant[] {
  const like = likenessOf(clause, specification);
  const operation = specification.operations[clause.operation];
  const faults = rulesOf(clause).flatMap(
    ({ path: [part = "", ...path], ...leaf }) => PARTS[part]?.({ ...leaf, path }, operation) ?? [],
  );
  // Several demands on one thing may be broken by one fault.
  const different = new Map(faults.map((fault) => [fault.says, fault]));
  return [...different.values()].map(({ says, ways }) => ({
    name: `${kebab(clause.id)}--${kebab(says)}`,
    clause: clause.id,
    says: `In calls like those of this clause it ${says}.`,
    ways: ways(like),
  }));
}

/**
 * The demands that are the rule: where it is how often a client calls, all that comes of the calls is the ground that it stands on, and
 * so is that there is an output, or an error, where more is demanded.
 */
function rulesOf(clause: Clause): readonly Leaf[] {
  const form = formOf(clause);
  const attempts = form.filter(({ path: [part] }) => part === "requests" || part === "received");
  const strict = form.filter(({ keyword }) => keyword !== "present");
  return [attempts, strict, form].find((rules) => rules.length > 0) ?? [];
}
