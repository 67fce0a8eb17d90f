import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Knows no function at all. Such a stub passes the best-known conformance probe. */
export const always404: Handler = {
  handle: async () =>
    jsonReply(
      404,
      { Message: "Function not found", Type: "User" },
      { "x-amzn-ErrorType": "ResourceNotFoundException" },
    ),
};
