import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";
import { scenarios } from "./scenarios.ts";

test("each file of scenarios/ is a scenario of its name", () => {
  const files = readdirSync(join(import.meta.dirname, "scenarios")).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  expectList(
    "the scenarios of generators/scenarios.ts",
    Object.keys(scenarios),
    files.map((file) => file.replace(/\.ts$/, "")),
    "add or remove its line in generators/scenarios.ts, then npm run fix",
  );
});
