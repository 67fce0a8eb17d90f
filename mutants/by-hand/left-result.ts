import { changed } from "../from-data/places/body.ts";
import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";

/** How the clause marks the call whose client leaves, and the calls beside it. */
const LEFT = ".beside1";
const BESIDE = /\.beside\d$/;

/** Returns the result of an abandoned call to the next client. */
export const leftResult: Mutant = {
  name: "left-result",
  clause: "invoke/isolation/beside-leaving",
  says: "The result of a call whose client disconnected is sent as the response to a concurrent call.",
  wrap: (handler) => {
    let left: unknown;
    return {
      async handle(request) {
        const value = orderIn(request)?.return?.value;
        const { nonce = "" } = (value ?? {}) as { readonly nonce?: string };
        const reply = await handler.handle(request);
        if (nonce.endsWith(LEFT)) left = value;
        else if (left !== undefined && BESIDE.test(nonce)) {
          const its = left;
          left = undefined;
          return changed(reply, [], () => its);
        }
        return reply;
      },
    };
  },
};
