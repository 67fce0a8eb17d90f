import { createReader } from "../../generators/calls/asked.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";

/** Reads only one of two qualifiers. */
export const qualifierOfNameWins: Mutant = {
  name: "qualifier-of-name-wins",
  clause: "invoke/qualifier/disagreeing",
  says: "If the function name contains a qualifier, the Qualifier parameter is ignored.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      handle(request) {
        const asked = read(request);
        const member = asked?.operation.inputs.find(({ name }) => name === "Qualifier");
        const { qualifier } = parseFunctionName(asked?.input["FunctionName"] ?? "");
        if (asked === undefined || member === undefined || qualifier === undefined) {
          return handler.handle(request);
        }
        return handler.handle(rewritten(request, asked.operation, member, undefined));
      },
    };
  },
};
