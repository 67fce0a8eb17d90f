import { createReader } from "../../generators/calls/asked.ts";
import type { Mutant } from "../mutant.ts";

/** Reads a payload in an encoding other than UTF-8. */
export const payloadAsLatin1: Mutant = {
  name: "payload-as-latin-1",
  clause: "invoke/payload/json",
  says: "A payload is decoded as Latin-1, so its non-ASCII characters change.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      handle(request) {
        if (read(request)?.operation.name !== "Invoke") return handler.handle(request);
        const text = Buffer.from(request.body).toString("latin1");
        return handler.handle({ ...request, body: Buffer.from(text) });
      },
    };
  },
};
