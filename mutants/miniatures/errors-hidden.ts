import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Returns an error of the function as a result. */
export const errorsHidden: Handler = miniature({
  failed: (error) => jsonReply(200, error, { "X-Amz-Executed-Version": "$LATEST" }),
});
