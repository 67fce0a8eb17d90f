import type { Keywords, Member } from "../operation.ts";

/** A JSON Schema of the dialect 2020-12, as data. */
export type SchemaDocument = Readonly<Record<string, unknown>>;

const BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/**
 * The schema for the text of a member as it is sent. Lengths are code points, and a pattern matches the whole value. The schema refuses
 * what the keywords of the member forbid, except for `json`. JSON Schema can name the type of an encoded text, but cannot check the
 * content.
 */
export function textSchema({ keywords, default: usual, unlisted = [] }: Member): SchemaDocument {
  const { minLength, pattern, enum: values, base64, json } = keywords;
  const maxLength = longest(keywords);
  return {
    type: "string",
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
    ...(values && { enum: [...values, ...unlisted.map(({ value }) => value)] }),
    ...(base64 && { pattern: BASE64, contentEncoding: "base64" }),
    ...(json && { contentMediaType: "application/json" }),
    ...(usual !== undefined && { default: usual }),
  };
}

/** Base64 uses one byte for each character, so a limit in bytes is also a limit in characters. */
function longest({ maxLength, maxBytes, base64 }: Keywords): number | undefined {
  const bounds = [maxLength, base64 ? maxBytes : undefined].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}
