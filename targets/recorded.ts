import { collecting } from "../wire/collecting.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Handler } from "./handler-target.ts";

/** A handler that reports each exchange when its reply is sent, or when it cannot be sent any more. */
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
