import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";
import { faultWords } from "./fault-words.ts";

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a document that a person or a run wrote: where, and why; undefined when nothing is. */
export function schemaFault(
  schema: "changes" | "comparison" | "config" | "deviations" | "driver-protocol" | "report" | "script",
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
    for (const name of mentioned[schema] ?? []) ajv.addSchema(read(name));
    validate = ajv.compile(read(schema));
    compiled.set(schema, validate);
  }
  return validate(document) ? undefined : faultWords(validate.errors ?? []);
}

/** The schemas that a schema refers to. */
const mentioned: Readonly<Record<string, readonly string[]>> = { script: ["source", "scenarios", "clauses"] };

function read(name: string): object {
  return JSON.parse(readFileSync(join(import.meta.dirname, "schema", `${name}.json`), "utf8"));
}
