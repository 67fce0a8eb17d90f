import type { OperationName } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import type { InvokeStep } from "./case.ts";

/** The name of the probe in requests of an operation. A streaming request needs the probe with its streaming handler. */
export function probeName(operation: OperationName, specification: Specification): string {
  if (operation === "Invoke") return "{function}";
  const streaming = specification.fixtures.find(({ handler }) => handler === "probe.stream");
  return streaming?.name ?? "{function}";
}

/**
 * The sound request that cases are made from, by changing one thing. Its response is a witness that the function ran, because the probe
 * returns the nonce of this performance.
 */
export function baseStep(operation: OperationName, specification: Specification): InvokeStep {
  return {
    do: "invoke",
    operation,
    input: { FunctionName: probeName(operation, specification) },
    payload: { json: { $probe: { return: { value: { nonce: "{nonce}" } } } } },
  };
}

/** Members of a request that differ from the base step. The members of the input are replaced one by one. */
export type StepChange = Partial<Omit<InvokeStep, "do" | "operation">>;

export function changed(step: InvokeStep, change: StepChange | undefined): InvokeStep {
  return change === undefined ? step : { ...step, ...change, input: { ...step.input, ...change.input } };
}
