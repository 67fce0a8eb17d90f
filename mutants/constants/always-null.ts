import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Succeeds at everything and returns nothing. */
export const alwaysNull: Handler = {
  handle: async () => jsonReply(200, null, { "X-Amz-Executed-Version": "$LATEST" }),
};
