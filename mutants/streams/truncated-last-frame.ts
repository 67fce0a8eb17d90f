import type { Mutant } from "../mutant.ts";
import { eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const truncatedLastFrame: Mutant = {
  name: "stream-truncated-last-frame",
  clause: "invoke-with-response-stream/frames/whole",
  says: "The last frame lacks its last byte, although the HTTP response is complete.",
  wrap: onStreams((reply) =>
    withFrames(reply, (frame, bytes) => [
      eventType(frame) === "InvokeComplete" ? bytes.subarray(0, -1) : bytes,
    ]),
  ),
};
