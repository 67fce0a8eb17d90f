import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Answers asynchronous calls with their results. */
export const eventWaits: Handler = miniature({
  accepted: ({ event }) => jsonReply(200, event),
});
