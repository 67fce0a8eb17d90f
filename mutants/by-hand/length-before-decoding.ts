import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Counts the characters of a name as it is escaped in the path. */
export const lengthBeforeDecoding: Mutant = {
  name: "length-before-decoding",
  clause: "invoke/function-name/max-length",
  says: "The length of a FunctionName is checked before it is decoded.",
  wrap: (handler, specification) => ({
    async handle(request) {
      const [, name = ""] = /\/functions\/([^/?]*)\//.exec(request.target) ?? [];
      const most = specification.operations.Invoke.inputs.find((member) => member.name === "FunctionName");
      const limit = most?.keywords.maxLength ?? Number.POSITIVE_INFINITY;
      if (name.length <= limit) return handler.handle(request);
      return errorOf(
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
        specification,
      );
    },
  }),
};
