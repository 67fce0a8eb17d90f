import { test } from "vitest";
import { evidenceFile } from "../specs/evidence.ts";
import { evidenceDocuments, evidencePage, questionsFile } from "./evidence.ts";
import { expectCurrent } from "./testing/expect-current.ts";

test("evidence.json, evidence.md and questions.json are what scripts/evidence.ts makes of clauses and recordings", async () => {
  const { json, page, questions } = await evidenceDocuments();
  const mend = "node scripts/evidence.ts";
  expectCurrent(evidenceFile, json, mend);
  expectCurrent(evidencePage, page, mend);
  expectCurrent(questionsFile, questions, mend);
});
