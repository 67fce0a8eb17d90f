import { afterAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { byHand } from "../targets/mutants/by-hand.ts";
import { mutantsOf } from "../targets/mutants/mutants-of.ts";
import { biteAll, tellApart } from "./bite.ts";
import { createStage, isPassive } from "./stage.ts";

const specification = loadSpecification();
const server = specification.clauses.filter(({ binds }) => binds === "server");
const stage = await createStage(specification);
afterAll(() => stage.close());

test("every must and should clause that binds a server has a mutant", () => {
  const bare = server.filter(
    (clause) => clause.level !== "may" && mutantsOf(clause, specification).length === 0,
  );
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test("the name of a mutant is its own", () => {
  const names = server.flatMap((clause) => mutantsOf(clause, specification)).map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("each fault that emulators really had is that of a clause there is", () => {
  const ids = new Set(server.map(({ id }) => id));
  expect(byHand.filter(({ clause }) => !ids.has(clause)).map(({ name }) => name)).toEqual([]);
});

describe("a sample of what npm run teeth does whole", () => {
  /** Those that take neither long nor the traffic of others, every tenth. */
  const sample = server.filter((clause) => clause.cost === undefined && !isPassive(clause));

  test("mutants are killed, and by what the clause expects", async () => {
    const clauses = sample.filter(({ level }, index) => level !== "may" && index % 10 === 0);
    for (const { clause, bites, expectationCounts } of await biteAll(clauses, stage, [])) {
      expect(bites.filter(({ killed }) => !killed).map(({ mutant }) => mutant.name)).toEqual([]);
      expect(expectationCounts, clause.id).toBe(true);
    }
  });

  test("clauses that note tell answers apart", async () => {
    for (const clause of sample.filter(({ level }) => level === "may").slice(0, 6)) {
      const { told } = await tellApart(clause, stage);
      expect(told.length, clause.id).toBeGreaterThan(1);
    }
  });
});
