import type { Mutant } from "../mutant.ts";
import { eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const twoInvokeCompletes: Mutant = {
  name: "stream-two-invoke-completes",
  clause: "invoke-with-response-stream/complete/once",
  says: "InvokeComplete is sent twice.",
  wrap: onStreams((reply) =>
    withFrames(reply, (frame, bytes) => (eventType(frame) === "InvokeComplete" ? [bytes, bytes] : [bytes])),
  ),
};
