import type { RawReply } from "../../wire/raw-reply.ts";
import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";
import { wholeReply } from "../whole-reply.ts";

/** Has one environment for all calls that report their environment: each waits until the one before has ended. */
export const inARow: readonly Mutant[] = ["invoke", "invoke-with-response-stream"].flatMap((operation) =>
  ["two", "ten"].map((many) => ({
    name: `${operation}-${many}-in-a-row`,
    clause: `${operation}/concurrency/${many}`,
    says: "Functions run one after another.",
    wrap: (handler) => {
      let last: Promise<unknown> = Promise.resolve();
      return {
        handle(request) {
          if (orderIn(request)?.environment === undefined) return handler.handle(request);
          const answer = (): Promise<RawReply> => handler.handle(request).then(wholeReply);
          const reply = last.then(answer, answer);
          last = reply;
          return reply;
        },
      };
    },
  })),
);
