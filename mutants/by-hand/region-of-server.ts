import { createReader } from "../../generators/calls/asked.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";

/** Ignores the region of an ARN. */
export const regionOfServer: Mutant = {
  name: "region-of-server",
  clause: "invoke/function-name/other-region",
  says: "The region in an ARN is ignored; the endpoint assumes its own.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      handle(request) {
        const asked = read(request);
        const member = asked?.operation.inputs.find(({ name }) => name === "FunctionName");
        const name = asked?.input["FunctionName"];
        if (asked === undefined || member === undefined || name?.startsWith("arn:") !== true) {
          return handler.handle(request);
        }
        const here = name.replace(/^(arn:[^:]*:lambda:)[a-z]+(?:-[a-z]+)+-\d:/, `$1${defaults.region}:`);
        return here === name
          ? handler.handle(request)
          : handler.handle(rewritten(request, asked.operation, member, here));
      },
    };
  },
};
