import { createReader } from "../../generators/calls/asked.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";

/** Parses a payload and writes it again, in a language with a smaller range of numbers. */
export const numbersRounded: Mutant = {
  name: "numbers-rounded",
  clause: "invoke/payload/json",
  says: "A payload is parsed and rewritten, and its numbers lose digits.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      handle(request) {
        const asked = read(request);
        const member = asked?.operation.inputs.find(({ place }) => place === "body");
        if (asked?.operation.name !== "Invoke" || member === undefined) return handler.handle(request);
        try {
          const json: unknown = JSON.parse(Buffer.from(request.body).toString("utf8"));
          const text = JSON.stringify(json, (_, value) =>
            typeof value === "number" ? Math.fround(value) : value,
          );
          const latin1 = Buffer.from(text).toString("latin1");
          return handler.handle(rewritten(request, asked.operation, member, latin1));
        } catch {
          return handler.handle(request);
        }
      },
    };
  },
};
