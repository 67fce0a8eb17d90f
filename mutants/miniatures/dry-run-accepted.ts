import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Treats a dry run as an asynchronous call. */
export const dryRunAccepted: Handler = miniature({
  checked: () => jsonReply(202, null),
});
