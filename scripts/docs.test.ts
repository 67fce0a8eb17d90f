import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentScripts } from "./docs.ts";

test("npm run docs runs every script that writes a document", () => {
  const writers = readdirSync(import.meta.dirname)
    .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== "docs.ts")
    .filter((file) => readFileSync(join(import.meta.dirname, file), "utf8").includes("import.meta.main"))
    .map((file) => file.replace(".ts", ""));
  expect(writers.sort()).toEqual([...documentScripts].sort());
});
