import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withHeader } from "../whole-reply.ts";

/** Reports $LATEST, whatever version ran. */
export const alwaysLatest: Mutant = {
  name: "always-latest",
  clause: "invoke/executed-version/version",
  says: "The executed version is always $LATEST.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const told = headerValue(reply.headers, "X-Amz-Executed-Version") !== undefined;
      return told ? withHeader(reply, "X-Amz-Executed-Version", "$LATEST") : reply;
    },
  }),
};
