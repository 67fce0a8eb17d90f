import type { Keyword } from "../specs/operation.ts";
import type { KeywordGenerator } from "./keyword-generator.ts";
import { base64 } from "./keywords/base64.ts";
import { enumeration } from "./keywords/enum.ts";
import { json } from "./keywords/json.ts";
import { maxBytes } from "./keywords/max-bytes.ts";
import { maxLength } from "./keywords/max-length.ts";
import { minLength } from "./keywords/min-length.ts";
import { pattern } from "./keywords/pattern.ts";
import { required } from "./keywords/required.ts";

/** The generator of each keyword. The type makes compilation fail when one is missing. */
export const keywordGenerators: Readonly<Record<Keyword, KeywordGenerator>> = {
  required,
  minLength,
  maxLength,
  pattern,
  enum: enumeration,
  base64,
  json,
  maxBytes,
};
