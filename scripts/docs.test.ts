import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { documentScripts } from "./docs.ts";
import { expectList } from "./testing/expect-current.ts";

test("npm run docs runs every script that writes a document", () => {
  const writers = readdirSync(import.meta.dirname)
    .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== "docs.ts")
    .filter((file) => readFileSync(join(import.meta.dirname, file), "utf8").includes("import.meta.main"))
    .map((file) => file.replace(".ts", ""));
  expectList("documentScripts", documentScripts, writers, "edit documentScripts in scripts/docs.ts");
});
