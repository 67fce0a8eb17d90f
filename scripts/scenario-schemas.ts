/** Writes specs/schema/scenarios.json, the schema by which the loader and editors check the arguments of scenarios. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scenarios } from "../generators/scenarios.ts";
import type { JsonSchema } from "../specs/clause.ts";

const file = join(import.meta.dirname, "..", "specs", "schema", "scenarios.json");

/** The JSON Schema of a `given` with a scenario. */
export function scenarioSchemas(): JsonSchema {
  const all = Object.entries(scenarios);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://lambda-conformance.dev/schema/scenarios.json",
    title: "Scenarios",
    description:
      "A named generator with its arguments. Made of generators/scenarios/ by `node scripts/scenario-schemas.ts`; a test checks that it is current.",
    type: "object",
    required: ["scenario"],
    properties: { scenario: { enum: all.map(([name]) => name) } },
    allOf: all.map(([name]) => ({
      if: { properties: { scenario: { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
      then: { $ref: `#/$defs/${name}` },
    })),
    $defs: Object.fromEntries(
      all.map(
        ([
          name,
          {
            description,
            arguments: { properties, ...rest },
          },
        ]) => [name, { description, ...rest, properties: { scenario: true, ...(properties as object) } }],
      ),
    ),
  };
}

/** The schemas in their published form. */
export function publishedScenarioSchemas(): JsonSchema {
  return JSON.parse(readFileSync(file, "utf8"));
}

if (import.meta.main) writeFileSync(file, `${JSON.stringify(scenarioSchemas(), null, 2)}\n`);
