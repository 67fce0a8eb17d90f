import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Answers an error of the function as one of its own. */
export const errorsAs500: Handler = miniature({
  failed: (error) => jsonReply(500, error, { "x-amzn-ErrorType": "ServiceException" }),
});
