import type { FuncKeywordDefinition } from "ajv";
import { jsonEqual } from "../view/json-equal.ts";
import { atPointer } from "./json-pointer.ts";

/**
 * A relation that JSON Schema lacks: `"sameAs": "/headers/x-amzn-requestid"`. It holds if the value is equal, as JSON, to the one at that JSON
 * Pointer into the whole observation. Both must be present.
 */
export const sameAs: FuncKeywordDefinition = {
  keyword: "sameAs",
  schemaType: "string",
  errors: false,
  validate: (pointer: string, value: unknown, _schema: unknown, context?: { rootData: unknown }) => {
    const other = atPointer(context?.rootData, pointer);
    return other !== undefined && value !== undefined && jsonEqual(value, other);
  },
};
