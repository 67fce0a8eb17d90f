import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature, SOUND, startFault } from "../miniature.ts";

/** Reports a function that cannot start as its own fault. */
export const startAs500: Handler = miniature({
  failed: (error, call) =>
    startFault(call.name) === undefined
      ? SOUND.failed(error, call)
      : jsonReply(500, { message: "Internal Server Error" }, { "x-amzn-ErrorType": "ServiceException" }),
});
