import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configSchemaFile, configSchemaText } from "./config-schema.ts";

test("specs/schema/config.json is what scripts/config-schema.ts makes of the table of options", () => {
  expect(readFileSync(configSchemaFile, "utf8")).toBe(configSchemaText());
});
