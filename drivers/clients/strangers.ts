import type { Handler } from "../../targets/handler-target.ts";
import { jsonReply } from "../../targets/json-reply.ts";

/** Answers who signs with the key of no call: as AWS would, but for the words, which are for a person. */
export const strangers: Handler = {
  handle: async () =>
    jsonReply(
      403,
      { message: "This request is signed with the credentials of no call that was printed, or not at all." },
      { "x-amzn-ErrorType": "UnrecognizedClientException" },
    ),
};
