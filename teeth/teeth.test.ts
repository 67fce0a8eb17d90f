import { afterAll, describe, expect, test } from "vitest";
import { byHand } from "../mutants/by-hand.ts";
import { wrongClients } from "../mutants/clients/wrong-clients.ts";
import { constants } from "../mutants/constants.ts";
import { miniatures } from "../mutants/miniatures.ts";
import { mutantWithout } from "../mutants/mutant-without.ts";
import { streams } from "../mutants/streams.ts";
import { expectList } from "../scripts/testing/expect-current.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { biteAll, lightClauses, tellApart } from "./bite.ts";
import { knownFaults } from "./known-faults.ts";
import { createStage } from "./stage.ts";
import { wrongsOf } from "./wrong.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

const wrongs = specification.clauses
  .filter(({ level }) => level !== "may")
  .map((clause) => ({ clause, wrong: wrongsOf(clause, specification) }));

test("every must and should clause has a mutant", () => {
  const bare = wrongs.filter(({ wrong }) => wrong.length === 0);
  expectList(
    "clauses without a mutant",
    bare.map(({ clause }) => clause.id),
    [],
    "npm run teeth -- --only ID says how to get one",
  );
});

test("every must and should clause that binds a server can be left out of what is served", () => {
  const ids = wrongs.flatMap(({ clause }) => (clause.binds === "server" ? [clause.id] : []));
  expect(ids.map((id) => mutantWithout(id, specification).clause)).toEqual(ids);
});

test("the name of a mutant is its own", () => {
  const names = wrongs.flatMap(({ wrong }) => wrong.map(({ name }) => name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("what is made by hand is made for clauses that there are", () => {
  const ids = new Set(specification.clauses.map(({ id }) => id));
  const wanted = [...byHand.map(({ clause }) => clause), ...wrongClients.flatMap(({ caught }) => caught)];
  expectList(
    "clauses that are not there",
    wanted.filter((id) => !ids.has(id)),
    [],
    "edit mutants/by-hand/ and mutants/clients/wrong-clients.ts",
  );
});

test("each fault that emulators really had is here", () => {
  const here = new Set([
    ...wrongs.flatMap(({ wrong }) => wrong.map(({ name }) => name)),
    ...streams.map(({ name }) => name),
    ...miniatures.map(({ name }) => name),
    ...Object.keys(constants),
  ]);
  expectList(
    "mutants that are not there",
    knownFaults.flatMap((fault) => fault.here.filter((name) => !here.has(name))),
    [],
    "edit teeth/known-faults.ts",
  );
});

describe("a sample of what npm run teeth does whole", () => {
  /** Clauses that are fast and have their own cases. Those with a timeout are left out, because they wait for it. */
  const sample = lightClauses(stage).filter(({ requires }) => !requires?.includes("short-timeout"));

  test("mutants are killed, and by what the clause expects", { timeout: 120_000 }, async () => {
    const clauses = sample.filter(({ level }, index) => level !== "may" && index % 10 === 0);
    for (const { clause, bites, expectationCounts } of await biteAll(clauses, stage, [])) {
      expect(bites.filter(({ killed }) => !killed).map(({ mutant }) => mutant.name)).toEqual([]);
      expect(expectationCounts, clause.id).toBe(true);
    }
  });

  test("clauses that note tell answers apart", async () => {
    const noting = sample.filter(({ level }) => level === "may");
    for (const clause of noting.filter((_, index) => index % 10 === 0)) {
      const { told } = await tellApart(clause, stage);
      expect(told.length, clause.id).toBeGreaterThan(1);
    }
  });
});
