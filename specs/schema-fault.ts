import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";
import { faultWords } from "./fault-words.ts";

const require = createRequire(import.meta.url);
const compiled = new Map<string, ValidateFunction>();

type SchemaName =
  | "board-comments"
  | "changes"
  | "client"
  | "client-vector"
  | "comparison"
  | "config"
  | "deviations"
  | "differences"
  | "driver-protocol"
  | "journal"
  | "recording"
  | "release"
  | "report"
  | "script"
  | "specification"
  | "vector";

/**
 * What is wrong with a document that a person or a run wrote: the place and the reason. Undefined when the document is valid.
 * @param schema a schema of specs/schema, or a part of one: `driver-protocol#/$defs/helloLine`
 */
export function schemaFault(
  schema: SchemaName | `${SchemaName}#/$defs/${string}`,
  document: unknown,
): Fault | undefined {
  let validate = compiled.get(schema);
  if (!validate) {
    // Loaded late: most runs read no such document, and ajv is slow to load.
    const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
    const ajv = new Ajv2020({
      verbose: true,
      strictRequired: false,
      strictTypes: false,
      allowUnionTypes: true,
      // Not checked here: the loader has checked the patterns of the specification.
      formats: { "whole-pattern": true },
    });
    const [name = "", part = ""] = schema.split("#");
    for (const other of [...(mentioned[name] ?? []), name]) ajv.addSchema(read(other));
    validate = ajv.compile({ $ref: `${read(name).$id}#${part}` });
    compiled.set(schema, validate);
  }
  return validate(document) ? undefined : faultWords(validate.errors ?? []);
}

/** The other schemas that a schema refers to. */
const mentioned: Readonly<Record<string, readonly string[]>> = {
  differences: ["report"],
  journal: ["report"],
  recording: ["source", "scenarios", "clauses"],
  specification: ["source", "operation", "errors"],
  script: ["source", "scenarios", "clauses"],
};

function read(name: string): { readonly $id: string } {
  return JSON.parse(readFileSync(join(import.meta.dirname, "schema", `${name}.json`), "utf8"));
}
