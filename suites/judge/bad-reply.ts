import type { Observation } from "../../drivers/observation.ts";
import { httpView } from "../view/http-view.ts";
import type { Violation } from "./verdict.ts";

/** What a violation is about if what arrived is not a response at all. */
export const BAD_REPLY = "the HTTP response";

/**
 * The violation of a case that got something other than an HTTP response, or a head that is too long to read. Undefined if there is none. Connections
 * that are refused, cut or silent do not count, because nobody is to blame.
 */
export function badReply({ calls }: Observation): Violation | undefined {
  for (const { step, exchanges } of calls) {
    if (step.wire?.leave !== undefined) continue;
    for (const exchange of exchanges) {
      const { failure } = exchange;
      const fault = failure?.kind === "too-long" ? failure.says : httpView([exchange]).http?.fault;
      if (fault !== undefined) return { says: BAD_REPLY, expected: "a valid HTTP response", actual: fault };
    }
  }
  return undefined;
}
