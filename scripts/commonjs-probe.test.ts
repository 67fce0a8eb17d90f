import { expect, test } from "vitest";
import { commonJsFile, commonJsText } from "./commonjs-probe.ts";
import { expectCurrent } from "./testing/expect-current.ts";

test("targets/probe/probe.cjs is what scripts/commonjs-probe.ts makes of probe.mjs", () => {
  expectCurrent(commonJsFile, commonJsText(), "node scripts/commonjs-probe.ts");
});

test("nothing of the module syntax is left", () => {
  expect(commonJsText()).not.toMatch(/^(?:import|export) /m);
});
