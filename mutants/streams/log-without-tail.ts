import type { Mutant } from "../mutant.ts";
import { eventType, withFrames, withPayload } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const logWithoutTail: Mutant = {
  name: "stream-log-without-tail",
  clause: "invoke-with-response-stream/log-type/default",
  says: "InvokeComplete contains a log that nobody requested.",
  wrap: onStreams((reply, { input }) =>
    input["LogType"] === "Tail"
      ? reply
      : withFrames(reply, (frame, bytes) => {
          if (eventType(frame) !== "InvokeComplete") return [bytes];
          const says = JSON.parse(Buffer.from(frame.payload).toString()) as object;
          const log = Buffer.from("START RequestId: x\n").toString("base64");
          return [withPayload(frame, Buffer.from(JSON.stringify({ ...says, LogResult: log })))];
        }),
  ),
};
