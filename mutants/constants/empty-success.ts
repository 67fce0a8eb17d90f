import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";
import { headerValue } from "../../wire/raw-headers.ts";

/** Returns the right status for each invocation type, and never a body. */
export const emptySuccess: Handler = {
  handle: async ({ headers }) => {
    const type = headerValue(headers, "X-Amz-Invocation-Type") ?? "RequestResponse";
    const reply = jsonReply(STATUSES[type] ?? 200, null, { "X-Amz-Executed-Version": "$LATEST" });
    return { ...reply, body: new Uint8Array() };
  },
};

const STATUSES: Readonly<Record<string, number>> = { RequestResponse: 200, Event: 202, DryRun: 204 };
