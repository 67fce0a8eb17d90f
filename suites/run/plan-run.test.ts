import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import { type PlanOptions, planRun } from "./plan-run.ts";
import { failedToJudge } from "./verdicts-without-cases.ts";

function clause(id: string, more: Partial<Clause> = {}): Clause {
  return { ...SOUND, id, ...more };
}

const options: PlanOptions = {
  done: [],
  unsupported: () => undefined,
  diesOf: [],
  capped: false,
  isGate: () => false,
};

function ids(clauses: readonly Clause[]): string[] {
  return clauses.map(({ id }) => id);
}

test("passive clauses are judged by the exchanges of others: they are not planned", () => {
  const passive = clause("p", { given: { every: "exchange", where: true } });
  const plan = planRun([passive, clause("a")], options);
  expect(ids(plan.together)).toEqual(["a"]);
  expect(plan).toMatchObject({ known: [], alone: [] });
});

test("what takes long begins first, and the others keep their order", () => {
  const clauses = [clause("a"), clause("b", { cost: "waits" }), clause("c", { cost: "heavy" })];
  expect(ids(planRun(clauses, options).together)).toEqual(["b", "c", "a"]);
});

test("what ends an environment begins last", () => {
  const clauses = [clause("a", { requires: ["short-timeout"] }), clause("b"), clause("c", { cost: "waits" })];
  expect(ids(planRun(clauses, options).together)).toEqual(["c", "b", "a"]);
});

test("of those that end an environment, the ones with a pause begin first", () => {
  const pause = { scenario: "steps", steps: [{ do: "wait", ms: 1000 }] } as Clause["given"];
  const ends = { requires: ["short-timeout"] };
  const clauses = [clause("a", ends), clause("b", { ...ends, given: pause }), clause("c")];
  expect(ids(planRun(clauses, options).together)).toEqual(["c", "b", "a"]);
});

test("where a subject stands only so much, clauses with events come last, for events run on", () => {
  const clauses = [clause("a", { requires: ["async"] }), clause("b", { cost: "waits" }), clause("c")];
  expect(ids(planRun(clauses, { ...options, capped: true }).together)).toEqual(["b", "c", "a"]);
});

test("what the subject dies of is judged after all others", () => {
  const plan = planRun([clause("a"), clause("b"), clause("c")], { ...options, diesOf: ["a"] });
  expect(ids(plan.together)).toEqual(["b", "c"]);
  expect(ids(plan.deadly)).toEqual(["a"]);
});

test("what is about the time of its own calls is judged with nothing beside it, after all others", () => {
  const plan = planRun([clause("a", { cost: "alone" }), clause("b")], options);
  expect(ids(plan.together)).toEqual(["b"]);
  expect(ids(plan.alone)).toEqual(["a"]);
});

test("what the subject does not support is skipped, whatever it may die of", () => {
  const unsupported = ({ id }: Clause): string | undefined =>
    id === "a" ? "the target has no alias" : undefined;
  const plan = planRun([clause("a"), clause("b")], { ...options, unsupported, diesOf: ["a"] });
  expect(plan.known).toMatchObject([
    { clause: "a", outcome: "uncovered", because: "the target has no alias" },
  ]);
  expect(ids(plan.together)).toEqual(["b"]);
  expect(plan.alone).toEqual([]);
});

test("verdicts of an earlier run are kept, and their clauses not judged again", () => {
  const [a, b] = [clause("a"), clause("b")];
  const done = [failedToJudge(a, "as it was"), failedToJudge(clause("gone"), "of no clause here")];
  const plan = planRun([a, b], { ...options, done, unsupported: () => "nothing is supported" });
  expect(plan.known.map(({ because }) => because)).toEqual(["as it was", "nothing is supported"]);
});
