import type { Mutant } from "../mutant.ts";
import { withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const badPreludeChecksum: Mutant = {
  name: "stream-bad-prelude-checksum",
  clause: "invoke-with-response-stream/frames/prelude-checksum",
  says: "The checksum of each prelude is wrong by one bit.",
  wrap: onStreams((reply) =>
    withFrames(reply, (_, bytes) => {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(11) ^ 1, 11);
      return [wrong];
    }),
  ),
};
