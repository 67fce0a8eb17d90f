import { codeOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Gives an unknown function the status of all other faults of clients. */
export const badRequestForUnknown: Mutant = {
  name: "bad-request-for-unknown",
  clause: "invoke/existence/unknown-function",
  says: "A request for an unknown function is rejected with 400, under the right error name.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      if (/[?&]Qualifier=|:|%3a/i.test(request.target)) return reply;
      return codeOf(reply) === "ResourceNotFoundException" ? { ...reply, status: 400 } : reply;
    },
  }),
};
