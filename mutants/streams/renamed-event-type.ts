import { encodeFrame } from "../../wire/encode-frame.ts";
import type { Mutant } from "../mutant.ts";
import { withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const renamedEventType: Mutant = {
  name: "stream-renamed-event-type",
  clause: "invoke-with-response-stream/frames/event-type",
  says: "The events are called payloadChunk and invokeComplete.",
  wrap: onStreams((reply) =>
    withFrames(reply, ({ headers, payload }) => [
      encodeFrame(
        headers.map((header) =>
          header.name === ":event-type" && header.type === "string"
            ? { ...header, value: header.value.charAt(0).toLowerCase() + header.value.slice(1) }
            : header,
        ),
        payload,
      ),
    ]),
  ),
};
