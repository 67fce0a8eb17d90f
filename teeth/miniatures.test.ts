import { afterAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { miniature } from "../targets/mutants/miniature.ts";
import { miniatures } from "../targets/mutants/miniatures.ts";
import { createStage } from "./stage.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

const wanted = new Set(miniatures.flatMap(({ fails }) => fails));
const clauses = specification.clauses.filter(({ id }) => wanted.has(id));
/** Calls that every miniature understands, for the clauses that bind all exchanges. */
const traffic = specification.clauses.filter(({ id }) =>
  ["invoke/existence/unknown-function", "invoke/status/request-response"].includes(id),
);

async function failed(handler: (typeof miniatures)[number]["handler"]): Promise<string[]> {
  const verdicts = await stage.judge(clauses, { cases: 10, seed: 1, wrap: () => handler, traffic });
  return [...verdicts.values()].flatMap(({ clause, outcome }) => (outcome === "fail" ? [clause] : []));
}

test("a small emulator without the mistakes passes the clauses that tell of them", async () => {
  expect(clauses.map(({ id }) => id).sort()).toEqual([...wanted].sort());
  expect(await failed(miniature())).toEqual([]);
});

describe("a small emulator with one mistake fails the clauses that tell of it", () => {
  test.each(miniatures.map(({ name, handler, fails }) => [name, handler, fails] as const))(
    "%s",
    async (_, handler, fails) => {
      expect(await failed(handler)).toEqual(expect.arrayContaining([...fails]));
    },
  );
});
