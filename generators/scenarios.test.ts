import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";

test("each file of scenarios/ is a scenario of its name", () => {
  const files = readdirSync(join(import.meta.dirname, "scenarios")).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  expect(files.map((file) => file.replace(/\.ts$/, "")).sort()).toEqual(Object.keys(scenarios).sort());
});
