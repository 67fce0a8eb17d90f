import { expect, test } from "vitest";
import { apiFile, apiModules, apiText } from "./api.ts";
import { expectCurrent } from "./testing/expect-current.ts";

const modules = apiModules();

test("docs/api.md is what scripts/api.ts makes of the sources", () => {
  expectCurrent(apiFile, apiText(modules), "node scripts/api.ts");
});

test("every export, and every module, has a docstring", () => {
  expect(modules.map(({ path }) => path)).toContain("lambda-conformance/vitest");
  expect(modules.filter(({ says }) => says === "").map(({ path }) => path)).toEqual([]);
  const silent = modules.flatMap(({ path, exports }) =>
    exports.filter(({ says }) => says === "").map(({ name }) => `${path} ${name}`),
  );
  expect(silent).toEqual([]);
});
