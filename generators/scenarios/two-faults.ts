import fc, { type Arbitrary } from "fast-check";
import type { Keyword } from "../../specs/operation.ts";
import { baseStep, changed, type StepChange } from "../base-step.ts";
import { caseOf, type Fault, parameterFaults } from "../parameter-cases.ts";
import type { Scenario } from "../scenario.ts";
import type { Stratum } from "../stratum.ts";

/**
 * Calls with two faults at once: which of them is told shows which is looked for first. Arguments `first` and `second`, each
 * - `{parameter, breaks}`: a value of the member that breaks the keyword, as in a clause of its own;
 * - `{step, why}`: members of the call that make it wrong.
 * The twin has neither.
 */
export const twoFaults: Scenario = (clause, specification) => {
  const { first, second, with: others } = clause.given as unknown as TwoFaults;
  const base = changed(baseStep(clause.operation, specification), others && { input: others });
  const [firsts, seconds] = [first, second].map((argument) =>
    "step" in argument
      ? [stepFault(argument)]
      : parameterFaults(clause, specification, { ...argument, keyword: argument.breaks }),
  );
  return paired(firsts ?? [], seconds ?? []).map(({ kind, many }) => ({
    kind,
    many: many.map(([one, other]) => caseOf(both(one, other), kind, base)),
  }));
};

type FaultArgument =
  | { readonly parameter: string; readonly breaks: Keyword }
  | { readonly step: StepChange; readonly why: string };

interface TwoFaults {
  readonly first: FaultArgument;
  readonly second: FaultArgument;
  readonly with?: Readonly<Record<string, string>>;
}

function stepFault({ step, why }: { readonly step: StepChange; readonly why: string }): Stratum<Fault> {
  return {
    kind: why,
    only: { why, breaks: [], broken: (base) => changed(base, step), sound: (base) => base },
  };
}

function both(one: Fault, other: Fault): Fault {
  return {
    why: `${one.why}; and ${other.why}`,
    breaks: [...new Set([...one.breaks, ...other.breaks])],
    broken: (step) => other.broken(one.broken(step)),
    sound: (step) => other.sound(one.sound(step)),
  };
}

/** Each stratum of the longer list beside one of the shorter, which begins anew when it ends. */
function paired(
  firsts: readonly Stratum<Fault>[],
  seconds: readonly Stratum<Fault>[],
): { kind: string; many: Arbitrary<[Fault, Fault]> }[] {
  return Array.from({ length: Math.max(firsts.length, seconds.length) }, (_, at) => {
    const first = firsts[at % firsts.length];
    const second = seconds[at % seconds.length];
    if (first === undefined || second === undefined) return [];
    return [
      { kind: `${first.kind} + ${second.kind}`, many: fc.tuple(arbitraryOf(first), arbitraryOf(second)) },
    ];
  }).flat();
}

function arbitraryOf<T>({ only, many }: Stratum<T>): Arbitrary<T> {
  return many ?? fc.constant(only);
}
