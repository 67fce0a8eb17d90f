import type { Handler } from "../../targets/handler-target.ts";
import { miniature } from "../miniature.ts";
import { replyWithLength } from "../reply-with-length.ts";

const BODY = Buffer.from("null");

/** Sends a body after a 204. On a persistent connection, it stands before the next reply. */
export const dryRunWithBody: Handler = miniature({
  checked: () => {
    const headers = [["x-amzn-RequestId", crypto.randomUUID()]] as const;
    throw replyWithLength({ status: 204, headers, body: BODY }, BODY.length);
  },
});
