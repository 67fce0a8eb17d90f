import type { Keyword, OperationName } from "../../specs/operation.ts";
import type { StepChange } from "../base-step.ts";
import { askedCall } from "./asked-call.ts";
import { brokenIn } from "./broken-in.ts";
import type { CallKind } from "./call-kind.ts";
import { startOf } from "./start-of.ts";

/** Requests that differ only in their payload, by the keywords that it breaks. */
export function payloadCall(
  operation: OperationName,
  change: StepChange | undefined,
  fits: (keywords: readonly Keyword[]) => boolean,
): CallKind {
  const input = change?.input ?? {};
  const wanted = Object.keys(input).filter((name) => name !== "FunctionName");
  const call = askedCall(operation, (asked) => {
    const others = Object.keys(asked.input).filter((name) => name !== "FunctionName");
    return (
      others.length === wanted.length &&
      others.every((name) => asked.input[name] === input[name]) &&
      !startOf(asked.request.body, 200).includes('"$probe"') &&
      fits(brokenIn(asked, "Payload"))
    );
  });
  return { ...call, type: input["InvocationType"] };
}
