import { createReader } from "../../generators/calls/asked.ts";
import { broken } from "../../specs/keywords.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";

/** Accepts a value if the pattern matches any part of it. */
export const patternUnanchored: Mutant = {
  name: "pattern-unanchored",
  clause: "invoke/function-name/not-in-pattern",
  says: "A FunctionName is accepted if any part of it matches the pattern.",
  wrap: (handler, specification, probe = defaults.function) => {
    const read = createReader(specification);
    return {
      handle(request) {
        const asked = read(request);
        const member = asked?.operation.inputs.find(({ name }) => name === "FunctionName");
        const value = asked?.input["FunctionName"];
        if (asked?.operation.name !== "Invoke" || member === undefined || value === undefined) {
          return handler.handle(request);
        }
        const found = new RegExp(member.keywords.pattern ?? "").test(value);
        return found && broken(member, value).join() === "pattern"
          ? handler.handle(rewritten(request, asked.operation, member, probe))
          : handler.handle(request);
      },
    };
  },
};
