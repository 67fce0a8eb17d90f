import type { OperationName } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import type { InvokeStep } from "./case.ts";

/** The probe's name as an operation calls it: a streaming call needs the probe with its streaming handler. */
export function probeName(operation: OperationName, specification: Specification): string {
  if (operation === "Invoke") return "{function}";
  const streaming = specification.fixtures.find(({ handler }) => handler === "probe.stream");
  return streaming?.name ?? "{function}";
}

/**
 * The call that cases are made of by changing one thing: it is sound, and its reply is a witness that the function ran, for
 * the probe returns the nonce of this performance.
 */
export function baseStep(operation: OperationName, specification: Specification): InvokeStep {
  return {
    do: "invoke",
    operation,
    input: { FunctionName: probeName(operation, specification) },
    payload: { json: { $probe: { return: { value: { nonce: "{nonce}" } } } } },
  };
}

/** Members of a call that differ from the base one; those of the input one by one. */
export type StepChange = Partial<Omit<InvokeStep, "do" | "operation">>;

export function changed(step: InvokeStep, change: StepChange | undefined): InvokeStep {
  return change === undefined ? step : { ...step, ...change, input: { ...step.input, ...change.input } };
}
