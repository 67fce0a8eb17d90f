import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { miniature } from "../miniature.ts";

/** Names its errors in the body only. */
export const nameInBody: Handler = miniature({
  notFound: () => jsonReply(404, { __type: "ResourceNotFoundException", Message: "Function not found" }),
});
