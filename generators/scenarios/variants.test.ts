import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { variants } from "./variants.ts";

const specification = loadSpecification();

function casesOf(given: Record<string, unknown>) {
  const clause: Clause = {
    id: "invoke/a/b",
    operation: "Invoke",
    binds: "server",
    level: "must",
    says: "It is so.",
    given: { scenario: "variants", ...given },
    expect: [],
    source: [],
  };
  return variants.cases(clause, specification).map(({ only }) => only);
}

test("each variant is a case: the base call, changed", () => {
  const two = [
    { why: "one", step: { input: { Qualifier: "1" } } },
    { why: "two", step: { payload: { text: "x" } } },
  ];
  const [one, other] = casesOf({ variants: two, step: { input: { LogType: "Tail" } } });
  expect(one).toMatchObject({
    why: "one",
    steps: [{ input: { FunctionName: "{function}", LogType: "Tail", Qualifier: "1" } }],
  });
  expect(one).not.toHaveProperty("twin");
  expect(other?.steps).toMatchObject([
    { input: { FunctionName: "{function}", LogType: "Tail" }, payload: { text: "x" } },
  ]);
  expect(other?.steps[0]).not.toHaveProperty("input.Qualifier");
});

test("faults stand beside the call without them, and steps may follow", () => {
  const after = [{ do: "collect", atLeast: 1, withinMs: 1 }];
  const [made] = casesOf({
    variants: [{ why: "w", step: { input: { Qualifier: "!" } } }],
    refused: true,
    after,
  });
  expect(made?.steps).toHaveLength(2);
  expect(made?.steps[1]).toEqual(after[0]);
  expect(made?.twin).toMatchObject([{ input: { FunctionName: "{function}" } }]);
  expect(made?.twin?.[0]).not.toHaveProperty("input.Qualifier");
});
