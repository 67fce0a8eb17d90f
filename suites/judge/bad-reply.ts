import type { Observation } from "../../drivers/observation.ts";
import { httpView } from "../view/http-view.ts";
import type { Violation } from "./verdict.ts";

/** What a violation is about that speaks of a reply as such. */
export const BAD_REPLY = "the reply";

/**
 * What is told of a case that met what is no HTTP reply, or a head that is longer than any that we read; undefined where it met none. A
 * connection that is refused, cut or silent is not meant: that is nobody's fault.
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
