import type { Handler } from "../../handler-target.ts";
import { jsonReply } from "../json-reply.ts";

/** Succeeds at everything and returns nothing. */
export const alwaysNull: Handler = {
  handle: async () => jsonReply(200, null, { "X-Amz-Executed-Version": "$LATEST" }),
};
