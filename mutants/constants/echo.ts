import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Returns the request body, with the head of a success, so it resembles a probe that only echoes. */
export const echo: Handler = {
  handle: async (request) => ({
    ...jsonReply(200, null, { "X-Amz-Executed-Version": "$LATEST" }),
    body: request.body,
  }),
};
