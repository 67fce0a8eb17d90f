import type { Mutant } from "../mutant.ts";
import { withChunks } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const chunkLost: Mutant = {
  name: "stream-chunk-lost",
  clause: "invoke-with-response-stream/content/order",
  says: "The second chunk of a stream is lost.",
  wrap: onStreams((reply) => withChunks(reply, (bytes, index) => (index === 1 ? [] : [bytes]))),
};
