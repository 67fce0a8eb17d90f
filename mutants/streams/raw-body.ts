import type { Mutant } from "../mutant.ts";
import { eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const rawBody: Mutant = {
  name: "stream-raw-body",
  clause: "invoke-with-response-stream/frames/framed",
  says: "The output of the function is sent without frames, as by a function URL.",
  wrap: onStreams((reply) =>
    withFrames(reply, (frame) => (eventType(frame) === "PayloadChunk" ? [frame.payload] : [])),
  ),
};
