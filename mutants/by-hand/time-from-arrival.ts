import { createReader } from "../../generators/calls/asked.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { successOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";
import { wholeReply, withHeader } from "../whole-reply.ts";

/** The timeout of the functions that have a short one, in ms. */
const TIMEOUT = 1000;

/** Has one environment for a function, and counts the time that a call waits for it toward the timeout. */
export const timeFromArrival: readonly Mutant[] = ["invoke", "invoke-with-response-stream"].map(
  (operation) => ({
    name: `${operation}-time-from-arrival`,
    clause: `${operation}/concurrency/own-time`,
    says: "Functions run one after another, and the timeout of each starts when its call arrives.",
    wrap: (handler, specification) => {
      const read = createReader(specification);
      let last: Promise<unknown> = Promise.resolve();
      return {
        handle(request) {
          const asked = read(request);
          if (asked?.input["FunctionName"]?.endsWith("-short-timeout") !== true) {
            return handler.handle(request);
          }
          const came = performance.now();
          const answer = async (): Promise<RawReply> => {
            const needed = performance.now() - came + (orderIn(request)?.sleep?.ms ?? 0);
            if (needed <= TIMEOUT) return wholeReply(await handler.handle(request));
            const says = { errorType: "Sandbox.Timedout", errorMessage: "Task timed out after 1.00 seconds" };
            const failed = successOf(asked.operation, undefined, says);
            return withHeader(failed, "X-Amz-Function-Error", "Unhandled");
          };
          const reply = last.then(answer, answer);
          last = reply;
          return reply;
        },
      };
    },
  }),
);
