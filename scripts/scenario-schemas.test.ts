import { expect, test } from "vitest";
import { publishedScenarioSchemas, scenarioSchemas } from "./scenario-schemas.ts";
import { expectList } from "./testing/expect-current.ts";

test("specs/schema/scenarios.json is what scripts/scenario-schemas.ts makes of the scenarios (npm run fix)", () => {
  const lines = (schemas: unknown): string[] => JSON.stringify(schemas, null, 1).split("\n");
  expectList(
    "specs/schema/scenarios.json",
    lines(publishedScenarioSchemas()),
    lines(scenarioSchemas()),
    "npm run fix",
  );
  expect(publishedScenarioSchemas(), "npm run fix mends it").toEqual(scenarioSchemas());
});
