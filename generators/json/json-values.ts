import fc, { type Arbitrary } from "fast-check";
import { withoutPlaceholders } from "../placeholders.ts";
import type { Sample, Stratum } from "../stratum.ts";

/**
 * JSON texts of every type. Their values survive Node and Python alike: numbers are doubles, keys are unique,
 * depth is at most 100, no lone surrogates, no member `$probe` (it would instruct the probe instead of being echoed).
 */
export function jsonValues(): readonly Stratum<Sample<string>>[] {
  return [
    { kind: "an object", only: sample('{"key":"value"}', "an object") },
    { kind: "any object", many: as(objects(values), "an object") },
    { kind: "null", only: sample("null", "null") },
    { kind: "true", only: sample("true", "a boolean") },
    { kind: "false", only: sample("false", "a boolean") },
    { kind: "an integer", many: as(fc.integer(), "an integer") },
    { kind: "a large integer", many: as(largeIntegers, "an integer at the edge of exact doubles") },
    { kind: "a fraction", many: as(numbers, "a number") },
    { kind: "the empty string", only: sample('""', "the empty string") },
    { kind: "a string", many: as(strings("grapheme"), "a string") },
    { kind: "a string to be escaped", many: as(escapedStrings, "a string of characters that JSON escapes") },
    { kind: "a string of any code points", many: as(strings("binary"), "a string of any code points") },
    { kind: "the empty array", only: sample("[]", "the empty array") },
    { kind: "the empty object", only: sample("{}", "the empty object") },
    { kind: "an array", many: as(fc.array(values, { maxLength: 5 }), "an array") },
    { kind: "values in values", many: as(nested, "values nested to 100 levels at most") },
    { kind: "blanks around", many: spaced },
    { kind: "escapes for what needs none", many: escaped },
    { kind: "exponents", many: exponents },
  ];
}

/** Objects alone, for members that demand one. */
export function jsonObjects(): readonly Stratum<Sample<string>>[] {
  return [
    { kind: "the empty object", only: sample("{}", "the empty object") },
    { kind: "an object", only: sample('{"key":"value"}', "an object") },
    { kind: "any object", many: as(objects(values), "an object") },
    { kind: "objects in an object", many: as(objects(objects(values)), "objects within an object") },
    {
      kind: "an object of any code points",
      many: as(objects(strings("binary")), "an object with strings of any code points"),
    },
  ];
}

/** JSON texts that are sound and are no objects. */
export function jsonOtherThanObjects(): readonly Stratum<Sample<string>>[] {
  return [
    { kind: "null instead of an object", only: sample("null", "null instead of an object") },
    {
      kind: "an array instead of an object",
      many: as(fc.array(values, { maxLength: 3 }), "an array instead of an object"),
    },
    { kind: "a string instead of an object", many: as(strings("grapheme"), "a string instead of an object") },
    { kind: "a number instead of an object", many: as(numbers, "a number instead of an object") },
    { kind: "a boolean instead of an object", many: as(fc.boolean(), "a boolean instead of an object") },
  ];
}

const DEPTH = 100;

const numbers: Arbitrary<number> = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  // JSON knows -0, but JSON.stringify does not.
  .map((number) => number + 0);

const largeIntegers = fc
  .tuple(fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53), fc.integer({ min: -1, max: 0 }), fc.constantFrom(1, -1))
  .map(([power, beside, sign]) => sign * (power + beside));

function strings(unit: "grapheme" | "binary"): Arbitrary<string> {
  return fc.string({ unit, maxLength: 20 }).map(withoutPlaceholders);
}

const escapedStrings = fc.string({
  unit: fc.constantFrom(
    '"',
    "\\",
    "/",
    "\b",
    "\f",
    "\n",
    "\r",
    "\t",
    "\0",
    "\x1f",
    "\u2028",
    "\ufeff",
    "\x7f",
  ),
  minLength: 1,
});

function objects<T>(of: Arbitrary<T>): Arbitrary<Record<string, T>> {
  const key = strings("grapheme").filter((name) => name !== "$probe" && name !== "__proto__");
  return fc.dictionary(key, of, { maxKeys: 5, noNullPrototype: true });
}

const scalars: Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  numbers,
  strings("grapheme"),
);

const values: Arbitrary<unknown> = fc.oneof(scalars, fc.array(scalars, { maxLength: 3 }), objects(scalars));

const nested: Arbitrary<unknown> = fc
  .tuple(fc.array(fc.boolean(), { minLength: 1, maxLength: DEPTH - 1, size: "max" }), scalars)
  .map(([shapes, core]) => shapes.reduce<unknown>((inner, array) => (array ? [inner] : { in: inner }), core));

const blanks = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 4 });

const spaced: Arbitrary<Sample<string>> = fc
  .tuple(blanks, values, blanks)
  .map(([before, value, after]) =>
    sample(`${before}${JSON.stringify(value, null, 1)}${after}`, "blanks around and between the tokens"),
  );

const escaped: Arbitrary<Sample<string>> = strings("grapheme").map((text) =>
  sample(
    `"${Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`,
    "a string of which every character is escaped",
  ),
);

const exponents: Arbitrary<Sample<string>> = fc
  .tuple(
    fc.integer({ min: -9999, max: 9999 }),
    fc.constantFrom("e", "E"),
    fc.constantFrom("", "+", "-"),
    fc.nat(20),
  )
  .map(([digits, e, sign, power]) => sample(`${digits}.5${e}${sign}${power}`, "a number with an exponent"));

function as(values: Arbitrary<unknown>, why: string): Arbitrary<Sample<string>> {
  return values.map((value) => sample(JSON.stringify(value), why));
}

function sample(value: string, why: string): Sample<string> {
  return { value, why };
}
