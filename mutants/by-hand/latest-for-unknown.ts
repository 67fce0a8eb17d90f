import { createReader } from "../../generators/calls/asked.ts";
import { codeOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";

/** Runs $LATEST when it does not know a version or alias. */
export const latestForUnknown: Mutant = {
  name: "latest-for-unknown",
  clause: "invoke/qualifier/unknown",
  says: "A request with an unknown qualifier runs $LATEST.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      async handle(request) {
        const reply = await handler.handle(request);
        const asked = read(request);
        const member = asked?.operation.inputs.find(({ name }) => name === "Qualifier");
        if (asked?.input["Qualifier"] === undefined || member === undefined) return reply;
        if (codeOf(reply) !== "ResourceNotFoundException") return reply;
        return handler.handle(rewritten(request, asked.operation, member, "$LATEST"));
      },
    };
  },
};
