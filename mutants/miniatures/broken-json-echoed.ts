import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Passes a payload that is not JSON to the function as text. */
export const brokenJsonEchoed: Handler = miniature({
  brokenJson: ({ request }) => jsonReply(200, Buffer.from(request.body).toString()),
});
