import { createReader } from "../../generators/calls/asked.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Looks up functions by the text in the request, whether it is a name or an ARN. */
export const arnUnknown: Mutant = {
  name: "arn-unknown",
  clause: "invoke/function-name/arn",
  says: "A function is not found by its ARN.",
  wrap: (handler, specification) => {
    const read = createReader(specification);
    return {
      async handle(request) {
        const name = read(request)?.input["FunctionName"];
        const { region, qualifier } = parseFunctionName(name ?? "");
        const isPlain = region === defaults.region && qualifier === undefined;
        if (name?.startsWith("arn:") !== true || !isPlain) return handler.handle(request);
        return errorOf("ResourceNotFoundException", `Function not found: ${name}`, specification);
      },
    };
  },
};
