import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import { byHand } from "./by-hand.ts";
import { everyExchangeMutants } from "./from-data/every-exchange.ts";
import { parameterMutants } from "./from-data/parameter.ts";
import { scenarioMutants } from "./from-data/scenario.ts";
import type { Mutant } from "./mutant.ts";

/** All mutants of a clause that binds endpoints: those derived from its data, and those made by hand. */
export function mutantsOf(clause: Clause, specification: Specification): readonly Mutant[] {
  const made = byHand.filter((mutant) => mutant.clause === clause.id);
  return numbered([...fromData(clause, specification), ...made]);
}

/** Adds a number to faults with the same words. */
function numbered(mutants: readonly Mutant[]): readonly Mutant[] {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const count = (seen.get(mutant.name) ?? 0) + 1;
    seen.set(mutant.name, count);
    return count === 1 ? mutant : { ...mutant, name: `${mutant.name}-${count}` };
  });
}

function fromData(clause: Clause, specification: Specification): readonly Mutant[] {
  const { given } = clause;
  if ("every" in given) return everyExchangeMutants(clause, specification);
  if (!("scenario" in given)) return parameterMutants(clause, specification);
  return scenarioMutants(clause, specification);
}
