/** Writes specs/schema/config.json, the schema of config files, from the table of options. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kindOf, memberOf, optionNames, rowOf } from "../commands/options.ts";

/** Path of the schema. */
export const configSchemaFile: string = join(import.meta.dirname, "..", "specs", "schema", "config.json");

export function configSchemaText(): string {
  const members = optionNames.flatMap((name) => {
    const { member, says } = memberOf(name) ?? {};
    if (member === undefined || says === undefined) return [];
    const row = rowOf(name);
    const description = `${says.charAt(0).toUpperCase()}${says.slice(1)}.`;
    const standing = typeof row.default === "object" ? {} : { default: row.default };
    return [[member, { description, ...kindOf(name).schema(row), ...standing }] as const];
  });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://lambda-conformance.dev/schema/config.json",
    title: "lambda-conformance.config.json",
    description:
      "Defaults for `lambda-conformance run`. Options of the command line win. Paths are relative to this file.",
    $comment: "Made by `node scripts/config-schema.ts` from commands/options.ts.",
    type: "object",
    additionalProperties: false,
    properties: { $schema: { type: "string" }, ...Object.fromEntries(members) },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (import.meta.main) writeFileSync(configSchemaFile, configSchemaText());
