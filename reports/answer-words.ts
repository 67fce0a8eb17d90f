import type { Answer, Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";

/** An answer in words, after its name if it has one: `rejected: 400 ValidationException`. Other answers show the schema that the observation must fit. */
export function answerWords(
  { name, error, schema }: Answer,
  { operation }: Pick<Clause, "operation">,
  { errors }: Pick<Specification, "errors">,
): string {
  const spec = errors.find((one) => one.code === error && one.operations.includes(operation));
  const demands = [spec?.status, error, schema === undefined ? undefined : JSON.stringify(schema)]
    .filter((word) => word !== undefined)
    .join(" ");
  return name === undefined ? demands : `${name}: ${demands}`;
}
