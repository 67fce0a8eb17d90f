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
    many("an integer near the limit of exact doubles", texts.largeInteger),
    many("any double", texts.double),
    one("the smallest positive double", "5e-324"),
    one("the largest double", "1.7976931348623157e+308"),
    one("the empty string", '""'),
    many("a string", (choices) => texts.string(choices, texts.MIXED)),
    many("a string of characters that JSON escapes", (choices) => texts.string(choices, texts.ESCAPED)),
    many("a string of any code points", (choices) => texts.string(choices, "any code point")),
    one("the empty array", "[]"),
    one("the empty object", "{}"),
    one(
      "members that are null, false, zero and empty",
      '{"null":null,"false":false,"zero":0,"text":"","list":[],"object":{}}',
    ),
    one("items that are null, false, zero and empty", '[null,false,0,"",[],{}]'),
    many("nested null, false, zero and empty values", texts.hollow),
    many("an object with unusual member names", texts.oddNames),
    many("an array", (choices) => texts.array(choices, texts.anyValue)),
    many("nested arrays and objects", texts.nested),
    one("100 nested arrays", "[".repeat(100) + "]".repeat(100)),
    many("a value with whitespace around its tokens", texts.spaced),
    many("a string with every character escaped", texts.escaped),
    many("a number with an exponent", texts.exponent),
  ];
}

/**
 * Objects only, for members that require one. Such a member travels in a header. The objects are ASCII, because no source says how other
 * characters are treated there.
 */
export function jsonObjects(): readonly Stratum<Sample<string>>[] {
  return [
    one("the empty object", "{}"),
    one("an object", '{"key":"value"}'),
    inAscii("any object", (choices) => texts.object(choices, texts.anyValue)),
    inAscii("nested objects", (choices) =>
      texts.object(choices, (inner) => texts.object(inner, texts.scalar)),
    ),
    inAscii("an object with any ASCII characters", (choices) =>
      texts.object(choices, (inner) => texts.string(inner, texts.ASCII)),
    ),
  ];
}

/** Sound JSON texts that are not objects. null is left out, because it may stand for an absent value. */
export function jsonOtherThanObjects(): readonly Stratum<Sample<string>>[] {
  return [
    many("an array instead of an object", (choices) => texts.array(choices, texts.scalar)),
    many("a string instead of an object", (choices) => texts.string(choices, texts.MIXED)),
    many("a number instead of an object", texts.double),
    many("a boolean instead of an object", (choices) => ["true", "false"][choices.pick(2)] ?? ""),
  ];
}

/** Replaces every character outside ASCII by a letter. */
function inAscii(kind: string, make: (choices: Choices) => string): Stratum<Sample<string>> {
  return many(kind, (choices) => make(choices).replace(/[^\x20-\x7e]/gu, "a"));
}

function one(kind: string, value: string): Stratum<Sample<string>> {
  return { kind, only: { value, why: kind } };
}

function many(kind: string, make: (choices: Choices) => string): Stratum<Sample<string>> {
  return { kind, many: fromChoices((choices) => ({ value: make(choices), why: kind })) };
}
