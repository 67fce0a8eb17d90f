import { createReader } from "../../generators/calls/asked.ts";
import type { OperationName } from "../../specs/operation.ts";
import type { Mutant } from "../mutant.ts";
import { replyWithLength } from "../reply-with-length.ts";
import { isStream } from "../stream-reply.ts";
import { wholeReply } from "../whole-reply.ts";

/** Counts the characters of a reply instead of its bytes, because it measures the text before encoding it. */
export const replyLengthInCharacters: readonly Mutant[] = [
  mutant("invoke/http/length-in-bytes", "Invoke"),
  mutant("invoke-with-response-stream/http/length-in-bytes", "InvokeWithResponseStream"),
];

function mutant(clause: string, operation: OperationName): Mutant {
  return {
    name: `${clause.replaceAll("/", "-")}--in-characters`,
    clause,
    says: "Content-Length counts characters instead of bytes.",
    wrap: (handler, specification) => {
      const read = createReader(specification);
      return {
        async handle(request) {
          const reply = await handler.handle(request);
          if (isStream(reply) || read(request)?.operation.name !== operation) return reply;
          const whole = await wholeReply(reply);
          const { length } = whole.body.toString("utf8");
          if (length === whole.body.length) return whole;
          throw replyWithLength(whole, length);
        },
      };
    },
  };
}
