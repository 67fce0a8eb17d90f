import { test } from "vitest";
import { coverageFile, coverageText } from "./coverage.ts";
import { expectCurrent } from "./testing/expect-current.ts";

test("docs/coverage.md is what scripts/coverage.ts makes of its data and the clauses", () => {
  expectCurrent(coverageFile, coverageText(), "node scripts/coverage.ts");
});
