import type { Mutant } from "../mutant.ts";
import { completeFrame, eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const invokeCompleteFirst: Mutant = {
  name: "stream-invoke-complete-first",
  clause: "invoke-with-response-stream/complete/last",
  says: "InvokeComplete is sent before the data.",
  wrap: onStreams((reply) => {
    let begun = false;
    return withFrames(reply, (frame, bytes) => {
      const first = begun ? [] : [completeFrame({})];
      begun = true;
      return eventType(frame) === "InvokeComplete" ? first : [...first, bytes];
    });
  }),
};
