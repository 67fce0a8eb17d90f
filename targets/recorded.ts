import { collecting } from "../wire/collecting.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Handler } from "./handler-target.ts";

/** A handler that tells of each exchange when its reply has been sent, or is never going to be. */
export function recorded(
  handler: Handler,
  origin: () => string,
  tell: (exchange: Exchange) => void,
): Handler {
  return {
    async handle(request) {
      const startedAt = Date.now();
      const began = performance.now();
      const exchange = { origin: origin(), request, startedAt };
      try {
        const sent = await handler.handle(request);
        const { reply, received } = collecting(sent, performance.now() - began, began, () =>
          tell({ ...exchange, reply: received() }),
        );
        return reply;
      } catch (error) {
        tell(exchange);
        throw error;
      }
    },
  };
}
