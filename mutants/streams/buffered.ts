import type { Mutant } from "../mutant.ts";
import { wholeReply } from "../whole-reply.ts";
import { onStreams } from "./on-streams.ts";

export const buffered: Mutant = {
  name: "stream-buffered",
  clause: "invoke-with-response-stream/time/while-it-runs",
  says: "A stream is sent only after the function has ended, in valid frames.",
  wrap: onStreams((reply) => ({
    ...reply,
    body: (async function* () {
      yield (await wholeReply(reply)).body;
    })(),
  })),
};
