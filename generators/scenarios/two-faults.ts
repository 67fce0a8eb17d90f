import fc, { type Arbitrary } from "fast-check";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { baseStep, changed, type StepChange } from "../base-step.ts";
import type { Asked } from "../calls/asked.ts";
import { askedCall } from "../calls/asked-call.ts";
import { brokenIn } from "../calls/broken-in.ts";
import { createStepMatcher } from "../calls/create-step-matcher.ts";
import { caseOf, parameterFaults, type RequestFault } from "../parameter-cases.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { type ArgumentSchema, change, described, either, input, keyword, object, text } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

const fault = either(
  "parameter",
  object({ parameter: text, breaks: keyword }),
  object({ step: change, why: text }),
);

type FaultArgument = typeof fault extends ArgumentSchema<infer Type> ? Type : never;

export const twoFaults: Scenario = scenario({
  description:
    "Requests with two faults, each with a twin that has neither. The error that comes back shows which fault is checked first. A fault is a value that breaks a keyword of a parameter, or a change of the request.",
  arguments: object(
    { first: fault, second: fault },
    { with: described("Other members that are sent with the faults.", input) },
  ),
  cases: ({ first, second, with: others }, clause, specification) => {
    const base = changed(baseStep(clause.operation, specification), others && { input: others });
    const faultsOf = (argument: FaultArgument): readonly Stratum<RequestFault>[] =>
      "step" in argument
        ? [stepFault(argument)]
        : parameterFaults(clause, specification, { ...argument, keyword: argument.breaks });
    return paired(faultsOf(first), faultsOf(second)).map(({ kind, many }) => ({
      kind,
      many: many.map(([one, other]) => caseOf(both(one, other), kind, base)),
    }));
  },
  recognises: ({ first, second }, { operation }, specification) => [
    askedCall(operation, (asked, probe) =>
      [first, second].every((argument) => has(asked, argument, operation, specification, probe)),
    ),
  ],
});

/** Whether a request has a fault: a broken keyword, or the members of the fault. */
function has(
  asked: Asked,
  argument: FaultArgument,
  operation: OperationName,
  specification: Specification,
  probe: string,
): boolean {
  if ("parameter" in argument) return brokenIn(asked, argument.parameter).includes(argument.breaks);
  const { input, payload } = argument.step;
  const { payload: _, ...base } = baseStep(operation, specification);
  const step = { ...base, input: { ...asked.input, ...input }, ...(payload && { payload }) };
  // When a fault does not change the payload, the payload is not compared.
  const request = payload === undefined ? { ...asked.request, body: new Uint8Array() } : asked.request;
  return createStepMatcher(step, specification, probe)(request);
}

function stepFault({
  step,
  why,
}: {
  readonly step: StepChange;
  readonly why: string;
}): Stratum<RequestFault> {
  return {
    kind: why,
    only: { why, breaks: [], broken: (base) => changed(base, step), sound: (base) => base },
  };
}

function both(one: RequestFault, other: RequestFault): RequestFault {
  return {
    why: `${one.why}; and ${other.why}`,
    breaks: [...new Set([...one.breaks, ...other.breaks])],
    broken: (step) => other.broken(one.broken(step)),
    sound: (step) => other.sound(one.sound(step)),
  };
}

/** Pairs each stratum of the longer list with one of the shorter list, which starts over when it ends. */
function paired(
  firsts: readonly Stratum<RequestFault>[],
  seconds: readonly Stratum<RequestFault>[],
): { kind: string; many: Arbitrary<[RequestFault, RequestFault]> }[] {
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
