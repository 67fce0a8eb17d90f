import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Reports an error of the function as its own. */
export const errorsAs500: Handler = miniature({
  failed: (error) => jsonReply(500, error, { "x-amzn-ErrorType": "ServiceException" }),
});
