import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Names of exported types with more than one meaning are a trap for whoever reads an import. */
test("no two exported types share a name", () => {
  const places = new Map<string, string[]>();
  for (const file of globSync("**/*.ts", { cwd: ROOT, exclude: ["node_modules", "dist"] })) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, name = ""] of text.matchAll(
      /^export (?:abstract )?(?:interface|type|class|enum) (\w+)/gm,
    )) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  expect(places.size).toBeGreaterThan(200);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});
