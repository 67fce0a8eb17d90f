import type { Step } from "../generators/case.ts";
import { requestWords } from "../reports/facts-of.ts";
import { visible } from "../reports/visible.ts";
import { requestLines } from "../reports/wire-text.ts";
import type { Specification } from "../specs/specification.ts";
import { requestOf } from "./request-of.ts";

export interface StepLinesOptions {
  readonly specification: Specification;
  readonly headers: readonly (readonly [string, string])[];
  /** Whole requests, as bytes, instead of a line each. */
  readonly whole: boolean;
}

/** The steps of a case as they would go to an example endpoint. */
export function stepLines(steps: readonly Step[], options: StepLinesOptions): string[] {
  return steps.flatMap((step) => linesOf(step, options));
}

function linesOf(step: Step, { specification, headers, whole }: StepLinesOptions): string[] {
  if (step.do === "wait") return [`(waits ${step.ms} ms)`];
  if (step.do === "collect") {
    return [`(waits until ${step.atLeast} executions are counted, ${step.withinMs} ms at the most)`];
  }
  const request = requestOf(step, specification, headers);
  if ("unsendable" in request) return [`(cannot be sent: ${visible(request.unsendable)})`];
  return whole ? requestLines(request) : [requestWords(request)];
}
