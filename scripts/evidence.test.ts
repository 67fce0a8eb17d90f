import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evidenceFile } from "../specs/evidence.ts";
import { evidenceDocuments, evidencePage } from "./evidence.ts";

test("specs/evidence.json and docs/evidence.md are what scripts/evidence.ts makes of clauses and recordings", async () => {
  const { json, page } = await evidenceDocuments();
  expect(readFileSync(evidenceFile, "utf8")).toBe(json);
  expect(readFileSync(evidencePage, "utf8")).toBe(page);
});
