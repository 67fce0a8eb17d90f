import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";
import { faultWords } from "./fault-words.ts";

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a document that a person or a run wrote: where, and why; undefined when nothing is. */
export function schemaFault(
  schema: "changes" | "comparison" | "config" | "deviations" | "driver-protocol" | "report",
  document: unknown,
): Fault | undefined {
  let validate = compiled.get(schema);
  if (!validate) {
    const text = readFileSync(join(import.meta.dirname, "schema", `${schema}.json`), "utf8");
    validate = new Ajv2020({ verbose: true, strictRequired: false, allowUnionTypes: true }).compile(
      JSON.parse(text),
    );
    compiled.set(schema, validate);
  }
  return validate(document) ? undefined : faultWords(validate.errors ?? []);
}
