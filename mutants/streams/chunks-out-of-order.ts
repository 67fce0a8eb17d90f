import type { Mutant } from "../mutant.ts";
import { eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const chunksOutOfOrder: Mutant = {
  name: "stream-chunks-out-of-order",
  clause: "invoke-with-response-stream/content/order",
  says: "The second chunk of a stream is sent after the third.",
  wrap: onStreams((reply) => {
    let index = -1;
    let held: Uint8Array[] = [];
    return withFrames(reply, (frame, bytes) => {
      const isChunk = eventType(frame) === "PayloadChunk";
      index += 1;
      if (index === 1 && isChunk) {
        held = [bytes];
        return [];
      }
      const late = held;
      held = [];
      return isChunk ? [bytes, ...late] : [...late, bytes];
    });
  }),
};
