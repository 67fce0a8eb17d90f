import type { Mutant } from "../mutant.ts";
import { eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const noInvokeComplete: Mutant = {
  name: "stream-no-invoke-complete",
  clause: "invoke-with-response-stream/complete/present",
  says: "Streams end without InvokeComplete.",
  wrap: onStreams((reply) =>
    withFrames(reply, (frame, bytes) => (eventType(frame) === "InvokeComplete" ? [] : [bytes])),
  ),
};
