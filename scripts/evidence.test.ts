import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evidenceFile } from "../specs/evidence.ts";
import { evidenceDocuments, evidencePage, questionsFile } from "./evidence.ts";

test("evidence.json, evidence.md and questions.json are what scripts/evidence.ts makes of clauses and recordings", async () => {
  const { json, page, questions } = await evidenceDocuments();
  expect(readFileSync(evidenceFile, "utf8")).toBe(json);
  expect(readFileSync(evidencePage, "utf8")).toBe(page);
  expect(readFileSync(questionsFile, "utf8")).toBe(questions);
});
