import type { Handler } from "../../targets/handler-target.ts";

/** Answers who signs with the key of no call: as AWS would, but for the words, which are for a person. */
export const strangers: Handler = {
  async handle() {
    return {
      status: 403,
      headers: [
        ["Content-Type", "application/json"],
        ["x-amzn-ErrorType", "UnrecognizedClientException"],
      ],
      body: Buffer.from(
        JSON.stringify({
          message: "This request is signed with the credentials of no call that was printed, or not at all.",
        }),
      ),
    };
  },
};
