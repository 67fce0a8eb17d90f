import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withHeader } from "../whole-reply.ts";

/** Marks uncaught errors as `Handled`, an old value. */
export const handledErrors: Mutant = {
  name: "handled-errors",
  clause: "invoke/function-error/unhandled",
  says: "An uncaught error is marked as Handled.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const failed = headerValue(reply.headers, "X-Amz-Function-Error") !== undefined;
      return failed ? withHeader(reply, "X-Amz-Function-Error", "Handled") : reply;
    },
  }),
};
