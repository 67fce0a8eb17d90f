import type { Mutant } from "../mutant.ts";
import { replyWithLength } from "../reply-with-length.ts";
import { isStream } from "../stream-reply.ts";
import { wholeReply } from "../whole-reply.ts";

/** Counts the characters of a reply where bytes count, as one does who measures a text before it is written. */
export const replyLengthInCharacters: readonly Mutant[] = ["invoke", "invoke-with-response-stream"].map(
  (operation) => ({
    name: `${operation}-reply-length-in-characters`,
    clause: `${operation}/http/length-in-bytes`,
    says: "Content-Length counts the characters of a reply.",
    wrap: (handler) => ({
      async handle(request) {
        const reply = await handler.handle(request);
        if (isStream(reply)) return reply;
        const whole = await wholeReply(reply);
        const { length } = whole.body.toString("utf8");
        if (length === whole.body.length) return whole;
        throw replyWithLength(whole, length);
      },
    }),
  }),
);
