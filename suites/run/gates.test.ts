import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { SOUND } from "../judge/testing/fake-context.ts";
import { createGates, withGates } from "./gates.ts";

function clause(id: string, ...needs: string[]): Clause {
  return { ...SOUND, id, ...(needs.length > 0 && { needs }) };
}

const ids = (clauses: readonly Clause[]): string[] => clauses.map(({ id }) => id);

const [a, b, c, d] = [
  clause("a"),
  clause("b", "a"),
  clause("c", "b", "absent"),
  clause("d", "a", "c"),
] as const;
const all = [d, c, b, a];

test("a clause stands on its gates, and on theirs, the nearest first", () => {
  const gates = createGates(all);
  expect(ids(gates.under(a))).toEqual([]);
  expect(ids(gates.under(c))).toEqual(["b", "a"]);
  expect(ids(gates.under(d))).toEqual(["a", "c", "b"]);
  expect(all.map(gates.depth)).toEqual([3, 2, 1, 0]);
  expect(ids(all.filter(gates.isGate))).toEqual(["c", "b", "a"]);
});

test("gates that were not asked for are judged, too, in the order of the specification", () => {
  expect(ids(withGates([c], all, () => false))).toEqual(["c", "b", "a"]);
  expect(withGates(all, all, () => false)).toBe(all);
});

test("a gate that is to be skipped is not judged, nor what it stands on", () => {
  expect(ids(withGates([c], all, ({ id }) => id === "b"))).toEqual(["c"]);
});
