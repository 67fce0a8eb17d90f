import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withJson } from "../whole-reply.ts";

/** Passes the text of the header to the function without decoding it. */
export const contextNotDecoded: Mutant = {
  name: "context-not-decoded",
  clause: "invoke/client-context/reaches-function",
  says: "A function receives ClientContext in base64, without decoding.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      const sent = headerValue(request.headers, "X-Amz-Client-Context");
      if (sent === undefined) return reply;
      return withJson(reply, (json) =>
        typeof json === "object" && json !== null && "clientContext" in json
          ? { ...json, clientContext: sent }
          : json,
      );
    },
  }),
};
