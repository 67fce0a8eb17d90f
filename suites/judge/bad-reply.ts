import type { Observation } from "../../drivers/observation.ts";
import { httpView } from "../view/http-view.ts";
import type { Violation } from "./verdict.ts";

/** The place that a violation names if what came is not a valid HTTP reply. */
export const BAD_REPLY = "the reply";

/**
 * The violation of a case that got something other than an HTTP reply, or a head that is too long to read. Undefined if there is none. Connections
 * that are refused, cut or silent do not count, because nobody is to blame.
 */
export function badReply({ calls }: Observation): Violation | undefined {
  for (const { step, exchanges } of calls) {
    if (step.wire?.leave !== undefined) continue;
    for (const exchange of exchanges) {
      const { failure } = exchange;
      const fault = failure?.kind === "too-long" ? failure.says : httpView([exchange]).http?.fault;
      if (fault !== undefined) return { says: BAD_REPLY, expected: "an HTTP reply", actual: fault };
    }
  }
  return undefined;
}
