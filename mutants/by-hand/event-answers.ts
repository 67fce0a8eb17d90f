import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withField } from "../rewritten.ts";

/** Runs asynchronous calls at once and answers with their results. */
export const eventAnswers: Mutant = {
  name: "event-answers",
  clause: "invoke/status/event",
  says: "The response to an event looks like the response to a synchronous call.",
  wrap: (handler) => ({
    handle: (request) =>
      headerValue(request.headers, "X-Amz-Invocation-Type") === "Event"
        ? handler.handle({
            ...request,
            headers: withField(request.headers, "X-Amz-Invocation-Type", undefined),
          })
        : handler.handle(request),
  }),
};
