import type { Mutant } from "../mutant.ts";
import { withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const badMessageChecksum: Mutant = {
  name: "stream-bad-message-checksum",
  clause: "invoke-with-response-stream/frames/message-checksum",
  says: "The message checksum of each frame is wrong by one bit.",
  wrap: onStreams((reply) =>
    withFrames(reply, (_, bytes) => {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(wrong.length - 1) ^ 1, wrong.length - 1);
      return [wrong];
    }),
  ),
};
