import { expect, test } from "vitest";
import type { Clause } from "./clause.ts";
import { gateFaults } from "./gate-faults.ts";

type Gated = Parameters<typeof gateFaults>[0];

const clause = (id: string, needs: readonly string[] = [], more: Partial<Clause> = {}): Gated => ({
  id,
  binds: "server",
  level: "must",
  needs,
  ...more,
});

const faults = (about: Gated, others: readonly Gated[]): string[] =>
  [...gateFaults(about, (id) => [about, ...others].find((other) => other.id === id))].map(
    ({ pointer, says }) => `${pointer}: ${says}`,
  );

test("a clause may stand on others that stand on others", () => {
  expect(faults(clause("a", ["b", "c"]), [clause("b", ["c"]), clause("c")])).toEqual([]);
  const should = { level: "should" } as const;
  expect(faults(clause("a", ["b", "c"], should), [clause("b", [], should), clause("c")])).toEqual([]);
});

test.each<[string, Gated, readonly Gated[], string]>([
  ["nothing", clause("a", ["b"]), [], "/needs/0: b is not another clause"],
  ["itself", clause("a", ["b", "a"]), [clause("b")], "/needs/1: a is not another clause"],
  [
    "what stands on it",
    clause("a", ["b"]),
    [clause("b", ["c"]), clause("c", ["a"])],
    "/needs/0: b builds on a itself",
  ],
  [
    "what binds others",
    clause("a", ["b"]),
    [clause("b", [], { binds: "client" })],
    "/needs/0: b binds the client",
  ],
  [
    "a may",
    clause("a", ["b"]),
    [clause("b", [], { level: "may" })],
    "/needs/0: b is a may, which never fails",
  ],
  [
    "what weighs less",
    clause("a", ["b"]),
    [clause("b", [], { level: "should" })],
    "/needs/0: b is a should clause; a must clause cannot build on it",
  ],
])("a clause may not stand on %s", (_, about, others, fault) => {
  expect(faults(about, others)).toEqual([fault]);
});

test("a circle of others is not followed for ever", () => {
  expect(faults(clause("a", ["b"]), [clause("b", ["c"]), clause("c", ["b"])])).toEqual([]);
});
