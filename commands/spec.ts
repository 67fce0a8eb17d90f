import { Command, Option } from "commander";
import { readDocuments } from "../specs/documents.ts";
import { type ExportedBy, jsonSchema } from "../specs/exported/json-schema.ts";
import type { SchemaDocument } from "../specs/exported/member-schema.ts";
import { openApi } from "../specs/exported/open-api.ts";
import { rawData } from "../specs/exported/raw-data.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Specification } from "../specs/specification.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { tool } from "./tool.ts";

const FORMATS = {
  openapi: openApi,
  "json-schema": jsonSchema,
  json: (specification, by) => rawData(readDocuments(), specification, by),
} satisfies Record<string, (specification: Specification, by: ExportedBy) => SchemaDocument>;

interface Options extends OptionsGiven<"edition"> {
  readonly format: keyof typeof FORMATS;
}

/** `spec --format FORMAT`: writes the specification for other tools to standard output. */
export function command(io: Io): Command {
  return new Command()
    .description("Print the specification for other tools.")
    .addOption(
      new Option(
        "--format <format>",
        "OpenAPI 3.1, JSON Schema of inputs and outputs, or the specification data",
      )
        .choices(Object.keys(FORMATS))
        .makeOptionMandatory(),
    )
    .addOption(optionOf("edition"))
    .action(({ format, edition }: Options) => {
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      io.out.write(`${JSON.stringify(FORMATS[format](specification, tool()), undefined, 2)}\n`);
    });
}
