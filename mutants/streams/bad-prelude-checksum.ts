import { crc32 } from "node:zlib";
import type { Mutant } from "../mutant.ts";
import { withFrames } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const badPreludeChecksum: Mutant = {
  name: "stream-bad-prelude-checksum",
  clause: "invoke-with-response-stream/frames/prelude-checksum",
  says: "The prelude checksum of each frame is wrong by one bit, and the message checksum matches it.",
  wrap: onStreams((reply) =>
    withFrames(reply, (_, bytes) => {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt8(wrong.readUInt8(11) ^ 1, 11);
      wrong.writeUInt32BE(crc32(wrong.subarray(0, -4)), wrong.length - 4);
      return [wrong];
    }),
  ),
};
