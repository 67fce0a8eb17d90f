import { type Choices, fromChoices } from "../choices.ts";
import type { Sample, Stratum } from "../stratum.ts";
import * as texts from "./json-texts.ts";

/** JSON texts of every type. */
export function jsonValues(): readonly Stratum<Sample<string>>[] {
  return [
    one("an object", '{"key":"value"}'),
    many("any object", (choices) => texts.object(choices, texts.anyValue)),
    one("null", "null"),
    one("true", "true"),
    one("false", "false"),
    many("an integer", (choices) => String(choices.pick(2 ** 32) - 2 ** 31)),
    many("an integer at the edge of what is exact", texts.largeInteger),
    many("any double", texts.double),
    one("the least double", "5e-324"),
    one("the greatest double", "1.7976931348623157e+308"),
    one("the empty string", '""'),
    many("a string", (choices) => texts.string(choices, texts.MIXED)),
    many("a string of what JSON escapes", (choices) => texts.string(choices, texts.ESCAPED)),
    many("a string of any code points", (choices) => texts.string(choices, "any code point")),
    one("the empty array", "[]"),
    one("the empty object", "{}"),
    many("an array", (choices) => texts.array(choices, texts.anyValue)),
    many("arrays and objects in one another", texts.nested),
    one("a hundred arrays in one another", "[".repeat(100) + "]".repeat(100)),
    many("a value with blanks around its tokens", texts.spaced),
    many("a string of which every character is escaped", texts.escaped),
    many("a number with an exponent", texts.exponent),
  ];
}

/** Objects alone, for members that demand one. */
export function jsonObjects(): readonly Stratum<Sample<string>>[] {
  return [
    one("the empty object", "{}"),
    one("an object", '{"key":"value"}'),
    many("any object", (choices) => texts.object(choices, texts.anyValue)),
    many("objects in an object", (choices) =>
      texts.object(choices, (inner) => texts.object(inner, texts.scalar)),
    ),
    many("an object of any code points", (choices) =>
      texts.object(choices, (inner) => texts.string(inner, "any code point")),
    ),
  ];
}

/** JSON texts that are sound and are no objects. */
export function jsonOtherThanObjects(): readonly Stratum<Sample<string>>[] {
  return [
    one("null instead of an object", "null"),
    many("an array instead of an object", (choices) => texts.array(choices, texts.scalar)),
    many("a string instead of an object", (choices) => texts.string(choices, texts.MIXED)),
    many("a number instead of an object", texts.double),
    many("a boolean instead of an object", (choices) => ["true", "false"][choices.pick(2)] ?? ""),
  ];
}

function one(kind: string, value: string): Stratum<Sample<string>> {
  return { kind, only: { value, why: kind } };
}

function many(kind: string, make: (choices: Choices) => string): Stratum<Sample<string>> {
  return { kind, many: fromChoices((choices) => ({ value: make(choices), why: kind })) };
}
