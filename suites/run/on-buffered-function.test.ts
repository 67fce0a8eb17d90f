import { expect, test } from "vitest";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { fitsBufferedFunction, onBufferedFunction } from "./on-buffered-function.ts";

const specification = loadSpecification();
const clause = (id: string): Clause =>
  specification.clauses.find((one) => one.id === `invoke-with-response-stream/${id}`) as Clause;

test.each([
  "function-name/arn",
  "function-name/not-in-pattern",
  "existence/unknown-function",
  "payload/broken-json",
  "payload/json",
  "qualifier/unknown",
  "content/buffered",
])("%s can be judged with a function that does not stream", (id) => {
  expect(fitsBufferedFunction(clause(id), specification)).toBe(true);
});

test.each([
  "content/text",
  "content/eight-megabytes",
  "time/while-it-runs",
  "endings/throw-at-once",
  "log-type/tail",
  "disconnect/midway",
])("%s cannot", (id) => {
  expect(fitsBufferedFunction(clause(id), specification)).toBe(false);
});

test("a case calls the probe in whatever form it named the streaming one, and no other function", () => {
  const own = clause("function-name/qualified");
  const made = drawCase(strataOf(own, specification), own.id, 1, 1);
  expect(JSON.stringify(made)).toContain("{function}-stream:$LATEST");
  expect(JSON.stringify(made && onBufferedFunction(made))).not.toContain("-stream:");
  const input = { FunctionName: "{function}-stream-short-timeout" };
  const other = {
    steps: [{ do: "invoke", operation: "InvokeWithResponseStream", input }],
    why: "",
    kind: "",
  } as const;
  expect(onBufferedFunction(other)).toEqual(other);
});
