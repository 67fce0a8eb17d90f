import { afterAll, expect, test } from "vitest";
import { miniature } from "../mutants/miniature.ts";
import { miniatures } from "../mutants/miniatures.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { failedBy, scoreMiniatures } from "./miniatures.ts";
import { createStage } from "./stage.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

test("a small emulator without the mistakes passes the clauses that tell of them", async () => {
  const ids = miniatures.flatMap(({ fails }) => fails);
  const known = new Set(specification.clauses.map(({ id }) => id));
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  expect(await failedBy(miniature(), ids, stage)).toEqual([]);
});

// One of them stays silent, and the suite waits for its reply.
test("a small emulator with one mistake fails the clauses that tell of it", { timeout: 60_000 }, async () => {
  const scores = await scoreMiniatures(stage);
  expect(scores.flatMap(({ name, missed }) => missed.map((id) => `${name}: ${id}`))).toEqual([]);
});
