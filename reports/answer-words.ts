import type { Answer, Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";

/** An answer in words, or the schema that the observation must fit. */
export function answerWords(
  { name, error, schema }: Answer,
  { operation }: Pick<Clause, "operation">,
  { errors }: Pick<Specification, "errors">,
): string {
  const spec = errors.find((one) => one.code === error && one.operations.includes(operation));
  const words = [spec?.status, error, name, schema === undefined ? undefined : JSON.stringify(schema)];
  return words.filter((word) => word !== undefined).join(" ");
}
