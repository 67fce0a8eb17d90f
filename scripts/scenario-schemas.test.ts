import { expect, test } from "vitest";
import { publishedScenarioSchemas, scenarioSchemas } from "./scenario-schemas.ts";

test("specs/schema/scenarios.json is what scripts/scenario-schemas.ts makes of the scenarios (npm run fix)", () => {
  expect(publishedScenarioSchemas()).toEqual(scenarioSchemas());
});
