import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";
import { faultWords } from "./fault-words.ts";

const compiled = new Map<string, ValidateFunction>();

type SchemaName =
  | "board-comments"
  | "changes"
  | "client"
  | "comparison"
  | "config"
  | "deviations"
  | "driver-protocol"
  | "journal"
  | "recording"
  | "report"
  | "script";

/**
 * What is wrong with a document that a person or a run wrote: where, and why; undefined when nothing is.
 * @param schema one of specs/schema, or a part of it: `driver-protocol#/$defs/helloLine`
 */
export function schemaFault(
  schema: SchemaName | `${SchemaName}#/$defs/${string}`,
  document: unknown,
): Fault | undefined {
  let validate = compiled.get(schema);
  if (!validate) {
    const ajv = new Ajv2020({
      verbose: true,
      strictRequired: false,
      strictTypes: false,
      allowUnionTypes: true,
    });
    const [name = "", part = ""] = schema.split("#");
    for (const other of [...(mentioned[name] ?? []), name]) ajv.addSchema(read(other));
    validate = ajv.compile({ $ref: `${read(name).$id}#${part}` });
    compiled.set(schema, validate);
  }
  return validate(document) ? undefined : faultWords(validate.errors ?? []);
}

/** The schemas that a schema refers to. */
const mentioned: Readonly<Record<string, readonly string[]>> = {
  journal: ["report"],
  recording: ["source", "scenarios", "clauses"],
  script: ["source", "scenarios", "clauses"],
};

function read(name: string): { readonly $id: string } {
  return JSON.parse(readFileSync(join(import.meta.dirname, "schema", `${name}.json`), "utf8"));
}
