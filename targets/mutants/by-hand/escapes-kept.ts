import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Does not decode what SDKs escape in a path. */
export const escapesKept: Mutant = {
  name: "escapes-kept",
  clause: "invoke/function-name/arn",
  says: "A colon that is percent-encoded in the path is taken for three characters.",
  wrap: (handler, specification) => ({
    async handle(request) {
      const [, name = ""] = /\/functions\/([^/?]*)\//.exec(request.target) ?? [];
      if (!/%3a/i.test(name)) return handler.handle(request);
      return errorOf(
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: x`,
        specification,
      );
    },
  }),
};
