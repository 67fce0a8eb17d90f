import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** A worker ends after this time without work, in ms. */
const IDLE_MS = 2_000;

/** Ends an idle worker, and notices only when a call to it is lost. */
export const workerGoneAfterRest: Mutant = {
  name: "worker-gone-after-rest",
  clause: "invoke/environment/rested",
  says: "The first call after an idle period goes to a worker that has ended, and the response is 500.",
  wrap: (handler, specification) => {
    let calledAt: number | undefined;
    return {
      async handle(request) {
        if (!request.target.includes("-rested/")) return handler.handle(request);
        const idleMs = performance.now() - (calledAt ?? performance.now());
        const reply = await handler.handle(request);
        calledAt = performance.now();
        return idleMs < IDLE_MS
          ? reply
          : errorOf("ServiceException", "The worker did not answer.", specification);
      },
    };
  },
};
