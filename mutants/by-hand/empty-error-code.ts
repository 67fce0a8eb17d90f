import type { Mutant } from "../mutant.ts";
import { completeFrame, eventType, withFrames } from "../stream-reply.ts";
import { onStreams } from "../streams/on-streams.ts";

/** Sends an empty error code. */
export const emptyErrorCode: Mutant = {
  name: "empty-error-code",
  clause: "invoke-with-response-stream/endings/throw-midway",
  says: "If a streaming function throws, the ErrorCode of InvokeComplete is empty.",
  wrap: onStreams((reply, { request }) =>
    Buffer.from(request.body).includes('"throw"')
      ? withFrames(reply, (frame, bytes) => [
          eventType(frame) === "InvokeComplete" ? completeFrame({ ErrorCode: "" }) : bytes,
        ])
      : reply,
  ),
};
