import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commonJsFile, commonJsText } from "./commonjs-probe.ts";

test("targets/probe/probe.cjs is what scripts/commonjs-probe.ts makes of probe.mjs", () => {
  expect(readFileSync(commonJsFile, "utf8")).toBe(commonJsText());
});

test("nothing of the module syntax is left", () => {
  expect(commonJsText()).not.toMatch(/^(?:import|export) /m);
});
