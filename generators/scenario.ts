import type { Clause, JsonSchema } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { CallKind } from "./calls/call-kind.ts";
import type { Case } from "./case.ts";
import type { ArgumentSchema } from "./schema.ts";
import type { Stratum } from "./stratum.ts";

/** What `scenarios/<name>.ts` exports: everything about the clauses whose `given` names this scenario. */
export interface Scenario {
  readonly description: string;
  /** What a clause writes besides the name of the scenario. specs/schema/scenarios.json publishes it. */
  readonly arguments: Exclude<JsonSchema, boolean>;
  /** @throws UserError when the arguments name something that the specification does not have at its edition */
  cases(clause: Clause, specification: Specification): readonly Stratum<Case>[];
  /** Empty when `unrecognised` says why. */
  recognises(clause: Clause, specification: Specification): readonly CallKind[];
  readonly unrecognised?: string;
}

/** A scenario as its file defines it, typed by its arguments. */
interface Definition<Arguments> {
  /** Describes the cases, in a sentence. */
  readonly description: string;
  readonly arguments: ArgumentSchema<Arguments>;
  cases(given: Arguments, clause: Clause, specification: Specification): readonly Stratum<Case>[];
  /**
   * Tells the requests of a clause from others, in the order in which a case makes them. Mutants and recorded traffic use this. Requests
   * that are drawn at random are recognized by what they have in common. `because`: why they cannot be recognized.
   */
  readonly recognises:
    | ((given: Arguments, clause: Clause, specification: Specification) => readonly CallKind[])
    | { readonly because: string };
}

export function scenario<Arguments extends object>({
  description,
  arguments: { json },
  cases,
  recognises,
}: Definition<Arguments>): Scenario {
  // The loader has checked the arguments against the schema that their type comes from.
  const argumentsOf = ({ given }: Clause): Arguments => given as Arguments;
  return {
    description,
    arguments: json,
    cases: (clause, specification) => cases(argumentsOf(clause), clause, specification),
    ...(typeof recognises === "function"
      ? {
          recognises: (clause, specification) => recognises(argumentsOf(clause), clause, specification),
        }
      : { recognises: () => [], unrecognised: recognises.because }),
  };
}
