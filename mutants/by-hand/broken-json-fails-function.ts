import { jsonReply } from "../../targets/json-reply.ts";
import { codeOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Leaves it to the runtime to notice that a payload is not JSON. */
export const brokenJsonFailsFunction: Mutant = {
  name: "broken-json-fails-function",
  clause: "invoke/payload/broken-json",
  says: "The response to a payload that is not JSON is 200 with a function error.",
  wrap: (handler) => ({
    async handle(request) {
      const reply = await handler.handle(request);
      if (codeOf(reply) !== "InvalidRequestContentException") return reply;
      const error = { errorType: "Runtime.UnmarshalError", errorMessage: "Unable to unmarshal input" };
      return jsonReply(200, error, {
        "X-Amz-Function-Error": "Unhandled",
        "X-Amz-Executed-Version": "$LATEST",
      });
    },
  }),
};
