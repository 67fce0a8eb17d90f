import type { Clause, JsonSchema } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { CallKind } from "./calls/call-kind.ts";
import type { Case } from "./case.ts";
import type { ArgumentSchema } from "./schema.ts";
import type { Stratum } from "./stratum.ts";

/** What `scenarios/<name>.ts` exports: all there is to know about the clauses whose `given` names that scenario. */
export interface Scenario {
  readonly description: string;
  /** What a clause writes beside the name of the scenario. specs/schema/scenarios.json publishes it. */
  readonly arguments: Exclude<JsonSchema, boolean>;
  /** @throws UserError when the arguments name what the specification does not have at its edition */
  cases(clause: Clause, specification: Specification): readonly Stratum<Case>[];
  /** None where `unrecognised` says why. */
  recognises(clause: Clause, specification: Specification): readonly CallKind[];
  readonly unrecognised?: string;
}

/** A scenario as its file writes it, over the type of its arguments. */
interface Definition<Arguments> {
  /** What the cases are, as a sentence. */
  readonly description: string;
  readonly arguments: ArgumentSchema<Arguments>;
  cases(given: Arguments, clause: Clause, specification: Specification): readonly Stratum<Case>[];
  /**
   * How a server tells the calls of a clause from others, in the order in which a case makes them: mutants and recorded traffic go by
   * this. Calls that are drawn at random are known by what they have in common. `because`: nobody can tell them, and why.
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
