import { relationKeywords } from "./relation-keywords.ts";

/** Keywords by the type of value that they apply to. */
const assertions: Readonly<Record<string, readonly string[]>> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
  ],
  array: [
    "items",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
  ],
  string: ["pattern", "minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

/** The type of value that a keyword applies to. JSON Schema accepts every value of another type. */
export const typeOfKeyword: ReadonlyMap<string, string> = new Map(
  Object.entries(assertions).flatMap(([type, keywords]) => keywords.map((keyword) => [keyword, type])),
);

/** Keywords that apply a list of schemas, and keywords that apply one schema, to the value beside them. */
export const listsOfSchemas: readonly string[] = ["allOf", "anyOf", "oneOf"];
export const singleSchemas: readonly string[] = ["not", "if", "then", "else"];

/** Every keyword that an expectation may use: those of JSON Schema, and the relations that this project adds. */
export const expectationKeywords: ReadonlySet<string> = new Set([
  ...typeOfKeyword.keys(),
  ...listsOfSchemas,
  ...singleSchemas,
  ...["type", "const", "enum", "description"],
  ...relationKeywords,
]);
