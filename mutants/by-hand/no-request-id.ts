import { createReader } from "../../generators/calls/asked.ts";
import type { Mutant } from "../mutant.ts";
import { withHeader } from "../whole-reply.ts";

/** Leaves the request id out. */
export const noRequestId: Mutant = {
  name: "no-request-id",
  clause: "invoke/request-id/uuid",
  says: "Responses to calls that name the function by its ARN have no request id.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      async handle(request) {
        const reply = await handler.handle(request);
        const name = read(request)?.input["FunctionName"];
        return name?.startsWith("arn:") === true ? withHeader(reply, "x-amzn-RequestId", undefined) : reply;
      },
    };
  },
};
