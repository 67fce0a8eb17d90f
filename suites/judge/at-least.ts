import type { FuncKeywordDefinition } from "ajv";
import { atPointer } from "./json-pointer.ts";

/**
 * A relation that JSON Schema lacks: `"atLeast": "/log/report/durationMs"`. It holds if the value is a number that is not below the number at that
 * JSON Pointer into the whole observation. Both must be present.
 */
export const atLeast: FuncKeywordDefinition = {
  keyword: "atLeast",
  schemaType: "string",
  errors: false,
  validate: (pointer: string, value: unknown, _schema: unknown, context?: { rootData: unknown }) => {
    const least = atPointer(context?.rootData, pointer);
    return typeof value === "number" && typeof least === "number" && value >= least;
  },
};
