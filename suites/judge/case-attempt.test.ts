import { expect, test } from "vitest";
import type { Case, InvokeStep } from "../../generators/case.ts";
import { type PlannedAttempt, stepsOf } from "./case-attempt.ts";
import { SOUND } from "./testing/fake-context.ts";

const call: InvokeStep = { do: "invoke", operation: "Invoke", input: { FunctionName: "{function}" } };
const mended: InvokeStep = { ...call, input: { FunctionName: "probe" } };
const made: Case = {
  steps: [call, { do: "wait", ms: 10 }, call, { do: "collect", atLeast: 1, withinMs: 10 }],
  twin: [mended],
  why: "a case",
  kind: "plain",
};

function planned(more: Partial<PlannedAttempt>): PlannedAttempt {
  return { clause: SOUND, case: made, path: "0", purpose: "first", twin: false, ...more };
}

test.each<[string, Partial<PlannedAttempt>, Case["steps"]]>([
  ["a case performs its steps", {}, made.steps],
  ["a twin performs those of the twin", { twin: true }, [mended]],
  ["a passive confirmation performs the calls alone", { purpose: "passive-confirmation" }, [call, call]],
  [
    "the passive confirmation of a twin performs its calls",
    { purpose: "passive-confirmation", twin: true },
    [mended],
  ],
])("%s", (_, more, steps) => {
  expect(stepsOf(planned(more))).toEqual(steps);
});
