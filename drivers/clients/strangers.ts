import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Answers requests that are signed with an unknown key, or not at all. The error is that of AWS, with a message for a person. */
export const strangers: Handler = {
  handle: async () =>
    jsonReply(
      403,
      { message: "This request is signed with the credentials of no call that was printed, or not at all." },
      { "x-amzn-ErrorType": "UnrecognizedClientException" },
    ),
};
