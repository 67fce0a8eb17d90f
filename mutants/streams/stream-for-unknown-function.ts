import { codeOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { completeFrame } from "../stream-reply.ts";
import { onStreams } from "./on-streams.ts";

export const streamForUnknownFunction: Mutant = {
  name: "stream-for-unknown-function",
  clause: "invoke-with-response-stream/existence/unknown-function",
  says: "A function that does not exist is answered 200, with a stream that tells the error.",
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
