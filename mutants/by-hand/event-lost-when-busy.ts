import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withField } from "../rewritten.ts";

/** Has no queue: it passes an event to the function only if the function is free. */
export const eventLostWhenBusy: Mutant = {
  name: "event-lost-when-busy",
  clause: "invoke/asynchronous/while-busy",
  says: "An event that arrives while the function handles a synchronous call is accepted, but never runs.",
  wrap: (handler) => {
    let busy = 0;
    return {
      async handle(request) {
        if (headerValue(request.headers, "X-Amz-Invocation-Type") === "Event") {
          if (busy === 0) return handler.handle(request);
          const headers = withField(request.headers, "Content-Length", undefined);
          return handler.handle({ ...request, headers, body: Buffer.from("{}") });
        }
        busy += 1;
        try {
          return await handler.handle(request);
        } finally {
          busy -= 1;
        }
      },
    };
  },
};
