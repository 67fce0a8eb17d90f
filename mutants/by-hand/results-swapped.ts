import { changed } from "../from-data/places/body.ts";
import type { Mutant } from "../mutant.ts";
import { orderIn } from "../order-in.ts";

/** How the clause marks the nonces of its calls. Other calls keep their results. */
const MARKED = /\.at\d$/;

/** Gives the first result that is ready to the call that came first, whichever call it belongs to. */
export const resultsSwapped: readonly Mutant[] = ["invoke", "invoke-with-response-stream"].map(
  (operation) => ({
    name: `${operation}-results-swapped`,
    clause: `${operation}/isolation/at-once`,
    says: "When calls run concurrently, the first result is sent to the first call, whichever call it belongs to.",
    wrap: (handler) => {
      const waiting: ((result: unknown) => void)[] = [];
      return {
        async handle(request) {
          const value = orderIn(request)?.return?.value;
          const { nonce } = (value ?? {}) as { readonly nonce?: string };
          if (nonce === undefined || !MARKED.test(nonce)) return handler.handle(request);
          const { promise, resolve } = Promise.withResolvers<unknown>();
          waiting.push(resolve);
          const reply = await handler.handle(request);
          waiting.shift()?.(value);
          const its = await promise;
          return changed(reply, [], () => its);
        },
      };
    },
  }),
);
