import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { describeSteps } from "./describe-steps.ts";
import { drawCase } from "./draw.ts";
import { strataOf } from "./strata-of.ts";

test("calls, waits and counts are described in order", () => {
  expect(
    describeSteps([
      {
        do: "invoke",
        operation: "Invoke",
        input: { FunctionName: "{function}", Qualifier: "$LATEST" },
        payload: { json: { a: 1 } },
      },
      { do: "wait", ms: 200 },
      {
        do: "invoke",
        operation: "Invoke",
        input: { FunctionName: "{function}" },
        payload: { repeat: { text: "a" }, times: 3 },
        wire: { framing: "chunked" },
      },
      { do: "collect", atLeast: 1, withinMs: 500 },
    ]),
  ).toBe(
    'Invoke with FunctionName "{function}", Qualifier "$LATEST", payload {"a":1}; then a wait of 200 ms; then ' +
      'Invoke with FunctionName "{function}", payload 3 times text "a", framing "chunked"; then ' +
      "a count of the executions, after at most 500 ms",
  );
});

test("why a case was made never repeats what its clause says", () => {
  const specification = loadSpecification();
  const repeating = specification.clauses.filter((clause) => {
    const made = drawCase(strataOf(clause, specification), clause.id, 1, 0);
    return made?.why === clause.says;
  });
  expect(repeating.map(({ id }) => id)).toEqual([]);
});
