import { defaults } from "../../targets/reference/defaults.ts";
import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Does not decode what SDKs escape in a path. */
export const escapesKept: Mutant = {
  name: "escapes-kept",
  clause: "invoke/function-name/arn",
  says: "A percent-encoded colon in an ARN is not decoded.",
  wrap: (handler, specification) => ({
    async handle(request) {
      const [, name = ""] = /\/functions\/([^/?]*)\//.exec(request.target) ?? [];
      if (!/^arn%3a.*%3afunction%3a(?!.*%3a)/i.test(name) || !name.includes(defaults.region))
        return handler.handle(request);
      return errorOf(
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: x`,
        specification,
      );
    },
  }),
};
