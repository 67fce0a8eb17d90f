import { expect, test } from "vitest";
import { tellsTime } from "./tells-time.ts";

test("an expectation of arrivals is told from others", () => {
  expect(
    tellsTime([{ schema: { required: ["stream"], properties: { stream: { properties: { spread: {} } } } } }]),
  ).toBe(true);
  expect(tellsTime([{ schema: { properties: { timing: false } } }])).toBe(false);
  expect(tellsTime([{ error: "X" }, { schema: { properties: { status: { const: 200 } } } }])).toBe(false);
});
