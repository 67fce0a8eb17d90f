import type { Handler } from "../../targets/handler-target.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import { miniature, SOUND } from "../miniature.ts";

/** Takes a body with a text content type for a string, as its web framework does. */
export const textQuotedAgain: Handler = miniature({
  run: async (call, environments) => {
    const type = headerValue(call.request.headers, "Content-Type") ?? "";
    const event = type.startsWith("text/") ? Buffer.from(call.request.body).toString() : call.event;
    return SOUND.run({ ...call, event }, environments);
  },
});
