import { expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { plannedTraffic } from "./traffic-for.ts";

const specification = loadSpecification();
const { clauses } = specification;

test.each(clauses.filter(isPassive).map((clause) => [clause.id, clause] as const))(
  "%s alone gets a few cheap calls of its operation, with the features that it needs",
  (_, clause) => {
    const traffic = plannedTraffic([clause], specification, []);
    expect(traffic.length).toBeGreaterThan(0);
    expect(traffic.length).toBeLessThanOrEqual(40);
    for (const { operation, cost, requires = [] } of traffic) {
      expect({ operation, cost }).toEqual({ operation: clause.operation, cost: undefined });
      expect(requires).toEqual(expect.arrayContaining([...(clause.requires ?? [])]));
    }
  },
);

test("what is skipped is not performed for others", () => {
  const traffic = plannedTraffic([clauseOf("invoke/log/size")], specification, ["invoke/log/**"]);
  expect(traffic.filter(({ id }) => id.startsWith("invoke/log/"))).toEqual([]);
});

test("a clause that other chosen ones show calls gets none", () => {
  const chosen = [clauseOf("invoke/log/size"), clauseOf("invoke/log/start-number")];
  expect(plannedTraffic(chosen, specification, [])).toEqual([]);
  expect(plannedTraffic(clauses, specification, [])).toEqual([]);
});

function clauseOf(id: string): Clause {
  const found = clauses.find((clause) => clause.id === id);
  if (!found) throw new Error(`no clause ${id}`);
  return found;
}
