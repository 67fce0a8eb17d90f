import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { coverageFile, coverageText } from "./coverage.ts";

test("docs/coverage.md is what scripts/coverage.ts makes of its data and the clauses", () => {
  expect(readFileSync(coverageFile, "utf8")).toBe(coverageText());
});
