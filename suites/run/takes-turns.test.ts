import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import { takesTurns } from "./takes-turns.ts";

/** A clause with one request, and others beside it. */
function withBeside(others: number): Clause {
  const beside = Array.from({ length: others }, () => ({ wire: { beside: true } }));
  return { ...SOUND, given: { scenario: "steps", steps: [{}, ...beside] } as Clause["given"] };
}

test("heavy clauses and those with many concurrent requests take turns", () => {
  expect(takesTurns({ ...SOUND, cost: "heavy" })).toBe(true);
  expect(takesTurns(withBeside(18))).toBe(true);
});

test("others do not, even if a few requests are concurrent", () => {
  expect(takesTurns(SOUND)).toBe(false);
  expect(takesTurns(withBeside(6))).toBe(false);
});
