import { codeOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { completeFrame } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const streamForUnknownFunction: Mutant = {
  name: "stream-for-unknown-function",
  clause: "invoke-with-response-stream/existence/unknown-function",
  says: "The response to a request for an unknown function is 200, with a stream that reports the error.",
  wrap: onStreams((reply) =>
    codeOf(reply) === "ResourceNotFoundException"
      ? {
          status: 200,
          headers: [["Content-Type", "application/vnd.amazon.eventstream"]],
          body: completeFrame({ ErrorCode: "ResourceNotFoundException", ErrorDetails: "Function not found" }),
        }
      : reply,
  ),
};
