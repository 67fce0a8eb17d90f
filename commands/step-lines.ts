import { prepareReply } from "../drivers/clients/scripted-reply.ts";
import type { InvokeStep, ScriptedReply, Step } from "../generators/case.ts";
import { requestWords } from "../reports/facts-of.ts";
import { reportedBody } from "../reports/reported-body.ts";
import { visible } from "../reports/visible.ts";
import { messageLines, requestLines } from "../reports/wire-text.ts";
import type { Specification } from "../specs/specification.ts";
import { EXAMPLE, requestOf, SHOWN } from "./request-of.ts";

export interface StepLinesOptions {
  readonly specification: Specification;
  readonly headers: readonly (readonly [string, string])[];
  /** Print whole messages as bytes, instead of one line each. */
  readonly whole: boolean;
}

/** The steps of a case as lines: the requests to an example endpoint, and the replies that a client would get. */
export function stepLines(steps: readonly Step[], options: StepLinesOptions): string[] {
  return steps.flatMap((step) => {
    if (step.do === "wait") return [`(waits ${step.ms} ms)`];
    if (step.do === "collect") {
      const most =
        step.withinMs === undefined ? "as long as --patience allows" : `at most ${step.withinMs} ms`;
      return [`(waits until ${step.atLeast} executions are counted, ${most})`];
    }
    return [
      ...callLines(step, options),
      ...(step.replies ?? []).flatMap((reply) => replyLines(reply, step, options)),
    ];
  });
}

function callLines(step: InvokeStep, { specification, headers, whole }: StepLinesOptions): string[] {
  const request = requestOf(step, specification, headers);
  if ("unsendable" in request) return [`(cannot be sent: ${visible(request.unsendable)})`];
  return whole ? requestLines(request) : [requestWords(request)];
}

function replyLines(
  reply: ScriptedReply,
  step: InvokeStep,
  { specification, whole }: StepLinesOptions,
): string[] {
  if (reply.silence === true) return ["(gets no response)"];
  const { status, headers, body, cut } = prepareReply(
    reply,
    specification.operations[step.operation],
    EXAMPLE,
  );
  const lines = whole
    ? ["", ...messageLines({ status, headers, body: reportedBody(body, SHOWN) })]
    : [`(gets a response with status ${status})`];
  return [...lines, ...(cut ? ["(the connection is cut)"] : [])];
}
