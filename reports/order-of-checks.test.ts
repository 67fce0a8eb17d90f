import { expect, test } from "vitest";
import { orderOfChecks } from "./order-of-checks.ts";

const seen = (pair: string, ...answers: string[]) => ({
  clause: `invoke/precedence/${pair}`,
  outcome: "noted" as const,
  answers: Object.fromEntries(answers.map((answer) => [answer, 1])),
});
const passed = (pair: string) => ({ clause: `invoke/precedence/${pair}`, outcome: "pass" as const });

test("what follows from other pairs is left out", () => {
  expect(
    orderOfChecks([
      passed("shape-before-existence"),
      seen("existence-or-payload", "existence first"),
      seen("shape-or-payload", "shape first, as InvalidParameterValueException"),
      seen("existence-or-size", "size first"),
      seen("payload-or-client-context", "payload first"),
    ]),
  ).toEqual([
    { first: "shape", next: ["existence"] },
    { first: "existence", next: ["payload"] },
    { first: "size", next: ["existence"] },
    { first: "payload", next: ["client context"] },
  ]);
});

test("what was answered in two ways, otherwise, or failed, is in no order", () => {
  expect(
    orderOfChecks([
      seen("shape-or-payload", "shape first", "payload first"),
      seen("shape-or-size", "other: 500"),
      { clause: "invoke/precedence/shape-before-existence", outcome: "fail" },
      passed("qualifier/latest"),
    ]),
  ).toEqual([]);
});

test("a circle is told whole", () => {
  expect(
    orderOfChecks([seen("a-or-b", "a first"), seen("b-or-c", "b first"), seen("a-or-c", "c first")]),
  ).toEqual([
    { first: "a", next: ["b"] },
    { first: "b", next: ["c"] },
    { first: "c", next: ["a"] },
  ]);
});
