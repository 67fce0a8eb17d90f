import { createReader } from "../../generators/calls/asked.ts";
import { broken } from "../../specs/keywords.ts";
import type { OperationName } from "../../specs/operation.ts";
import { failureOf, validationMessage } from "../../targets/reference/shape.ts";
import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";

/** Counts bytes where the API counts characters, for each clause that distinguishes them. */
export const lengthInBytes: readonly Mutant[] = [
  mutant("invoke/qualifier/length-in-characters", "Invoke", "Qualifier"),
  mutant("invoke/function-name/length-in-characters", "Invoke", "FunctionName"),
  mutant(
    "invoke-with-response-stream/qualifier/length-in-characters",
    "InvokeWithResponseStream",
    "Qualifier",
  ),
  mutant(
    "invoke-with-response-stream/function-name/length-in-characters",
    "InvokeWithResponseStream",
    "FunctionName",
  ),
];

function mutant(clause: string, operation: OperationName, parameter: string): Mutant {
  return {
    name: `${clause.replaceAll("/", "-")}--in-bytes`,
    clause,
    says: `The length of ${parameter} is counted in bytes.`,
    wrap: (handler, specification) => {
      const read = createReader(specification);
      return {
        async handle(request) {
          const asked = read(request);
          const member = asked?.operation.inputs.find(({ name }) => name === parameter);
          const value = asked?.input[parameter];
          if (asked?.operation.name !== operation || member === undefined || value === undefined) {
            return handler.handle(request);
          }
          const limit = member.keywords.maxLength ?? Number.POSITIVE_INFINITY;
          const found = broken(member, value);
          if (Buffer.byteLength(value) <= limit || found.includes("maxLength"))
            return handler.handle(request);
          const failures = ["maxLength" as const, ...found].flatMap(
            (keyword) => failureOf(member, value, keyword) ?? [],
          );
          return errorOf("ValidationException", validationMessage(failures), specification);
        },
      };
    },
  };
}
