import { test } from "vitest";
import { configSchemaFile, configSchemaText } from "./config-schema.ts";
import { expectCurrent } from "./testing/expect-current.ts";

test("specs/schema/config.json is what scripts/config-schema.ts makes of the table of options", () => {
  expectCurrent(configSchemaFile, configSchemaText(), "node scripts/config-schema.ts");
});
