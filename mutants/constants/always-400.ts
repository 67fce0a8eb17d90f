import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Finds every request malformed. */
export const always400: Handler = {
  handle: async () =>
    jsonReply(
      400,
      {
        message:
          "1 validation error detected: Value 'x' at 'functionName' failed to satisfy constraint: Member must not be null",
      },
      { "x-amzn-ErrorType": "ValidationException" },
    ),
};
