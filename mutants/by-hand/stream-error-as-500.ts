import { createReader } from "../../generators/calls/asked.ts";
import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { wholeReply } from "../whole-reply.ts";

/** Waits for the function before it answers, and reports the function's errors as its own. */
export const streamErrorAs500: Mutant = {
  name: "stream-error-as-500",
  clause: "invoke-with-response-stream/http/status-of-failure",
  says: "If a streaming function throws, the response has status 500.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      async handle(request) {
        const reply = await handler.handle(request);
        const throws = Buffer.from(request.body).includes('{"$probe":{"throw"');
        if (!throws || read(request)?.operation.name !== "InvokeWithResponseStream") return reply;
        await wholeReply(reply);
        return errorOf("ServiceException", "The function failed.", specification);
      },
    };
  },
};
