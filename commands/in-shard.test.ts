import { expect, test } from "vitest";
import { isPassive } from "../specs/is-passive.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { inShard } from "./in-shard.ts";

const clauses = loadSpecification().clauses.filter(({ binds }) => binds === "server");

test.each([2, 4, 7])("of %i parts each clause is in one, and those that wait are spread", (parts) => {
  const shards = Array.from({ length: parts }, (_, index) => inShard(clauses, `${index + 1}/${parts}`));
  expect(shards.flatMap((its) => its.map(({ id }) => id)).sort()).toEqual(clauses.map(({ id }) => id).sort());
  const lengths = shards.map((its) =>
    its.reduce((sum, { cost, ...clause }) => {
      if (isPassive(clause)) return sum;
      return sum + (cost === "waits" || cost === "starts" ? 3.5 : 1);
    }, 0),
  );
  // The largest family may be longer than an equal share.
  const mean = lengths.reduce((sum, length) => sum + length, 0) / parts;
  for (const length of lengths) expect(length / mean).toBeGreaterThan(0.7);
});

test("the parts do not depend on the order of the clauses within a family", () => {
  const ids = (its: readonly { readonly id: string }[]): string[] => its.map(({ id }) => id).sort();
  const first = clauses.slice(0, 200);
  expect(ids(inShard(first, "1/3"))).toEqual(ids(inShard([...first], "1/3")));
});
