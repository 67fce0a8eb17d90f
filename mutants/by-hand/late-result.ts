import { headerValue } from "../../wire/raw-headers.ts";
import { changed } from "../from-data/places/body.ts";
import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";

/** Does not stop a function at its timeout, and returns its late result for the next call. */
export const lateResult: Mutant = {
  name: "late-result",
  clause: "invoke/isolation/after-timeout",
  says: "The result that a function returns after its timeout is sent as the response to the next call.",
  wrap: (handler) => {
    let late: unknown;
    return {
      async handle(request) {
        const value = orderIn(request)?.return?.value;
        const reply = await handler.handle(request);
        if (value === undefined) return reply;
        if (headerValue(reply.headers, "X-Amz-Function-Error") !== undefined) {
          late = value;
          return reply;
        }
        if (late === undefined) return reply;
        const its = late;
        late = undefined;
        return changed(reply, [], () => its);
      },
    };
  },
};
