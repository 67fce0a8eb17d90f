import type { FuncKeywordDefinition } from "ajv";
import { atPointer } from "./json-pointer.ts";

/**
 * A relation that JSON Schema lacks: `"includes": "/nonce"`. It holds if the value is a text that contains the text at that JSON Pointer into the
 * whole observation. The latter must be present and not empty.
 */
export const includes: FuncKeywordDefinition = {
  keyword: "includes",
  schemaType: "string",
  errors: false,
  validate: (pointer: string, value: unknown, _schema: unknown, context?: { rootData: unknown }) => {
    const part = atPointer(context?.rootData, pointer);
    return typeof value === "string" && typeof part === "string" && part !== "" && value.includes(part);
  },
};
