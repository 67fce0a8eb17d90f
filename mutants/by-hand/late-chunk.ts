import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";
import { eventType, withFrames, withPayload } from "../stream-reply.ts";

/** Lets a function that streams go on after its timeout. */
export const lateChunk: Mutant = {
  name: "late-chunk",
  clause: "invoke-with-response-stream/timeout/over",
  says: "A stream also contains what the function writes after its timeout.",
  wrap: (handler) => ({
    async handle(request) {
      const { sleep, chunks = [] } = orderIn(request)?.stream ?? {};
      const late = chunks.at(-1)?.text;
      const reply = await handler.handle(request);
      if (late === undefined || sleep === undefined || sleep.ms <= 1000) return reply;
      return withFrames(reply, (frame, bytes) =>
        eventType(frame) === "PayloadChunk" ? [bytes, withPayload(frame, Buffer.from(late))] : [bytes],
      );
    },
  }),
};
