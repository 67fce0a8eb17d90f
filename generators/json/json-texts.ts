import type { Choices } from "../choices.ts";
import { withoutPlaceholders } from "../placeholders.ts";

/**
 * JSON texts made from choices. Node.js and Python both preserve the values: numbers are doubles, names are unique, the depth is at most
 * 100, and there are no lone surrogates. No member is named `$probe`, because it would instruct the probe instead of being echoed.
 */

/** A scalar, or a small array or object of scalars. */
export function anyValue(choices: Choices): string {
  switch (choices.pick(6)) {
    case 0:
      return object(choices, scalar);
    case 1:
      return array(choices, scalar);
    default:
      return scalar(choices);
  }
}

export function scalar(choices: Choices): string {
  switch (choices.pick(5)) {
    case 0:
      return String(choices.pick(100));
    case 1:
      return ["null", "true", "false"][choices.pick(3)] ?? "";
    case 2:
      return double(choices);
    default:
      return string(choices, MIXED);
  }
}

export function object(choices: Choices, value: (choices: Choices) => string): string {
  const members = new Map<string, string>();
  choices.repeat(0, 4, () => {
    const name = string(choices, MIXED);
    const text = value(choices);
    // A repeated name keeps its first value, because names are unique.
    if (!members.has(name) && name !== '"$probe"' && name !== '"__proto__"') members.set(name, text);
  });
  return `{${[...members].map(([name, text]) => `${name}:${text}`).join(",")}}`;
}

export function array(choices: Choices, value: (choices: Choices) => string): string {
  const items: string[] = [];
  choices.repeat(0, 4, () => items.push(value(choices)));
  return `[${items.join(",")}]`;
}

/** Characters of one kind: a list of them, or all of Unicode. */
export type Alphabet = readonly string[] | "any code point";

/** Letters, spaces, characters that are special in JSON or a shell, and characters of 2, 3 and 4 bytes. */
export const MIXED: readonly string[] = [..."abcxyzABCXYZ019 _-$.:/{}[],'<>&%#éßд日あش😀𝒳\u0301\u200d"];
/** All printable ASCII characters. */
export const ASCII: readonly string[] = Array.from({ length: 95 }, (_, index) =>
  String.fromCharCode(32 + index),
);
/** Characters that JSON escapes, and others that are often escaped in error. */
export const ESCAPED: readonly string[] = [...'"\\/\b\f\n\r\t\0\x1f\x7f\u0085\u2028\u2029\ufeff\uffff'];

export function string(choices: Choices, alphabet: Alphabet): string {
  let text = "";
  choices.repeat(0, 12, () => {
    text +=
      alphabet === "any code point" ? codePoint(choices) : (alphabet[choices.pick(alphabet.length)] ?? "");
  });
  return JSON.stringify(withoutPlaceholders(text));
}

const SURROGATES = { from: 0xd800, count: 0x800 };

function codePoint(choices: Choices): string {
  // Draws from small ranges of code points as often as from large ones.
  const size =
    [0x80, 0x800, 0x10000 - SURROGATES.count, 0x110000 - SURROGATES.count][choices.pick(4)] ?? 0x80;
  const code = choices.pick(size);
  return String.fromCodePoint(code < SURROGATES.from ? code : code + SURROGATES.count);
}

const bits = new DataView(new ArrayBuffer(8));

/** Any finite double except -0, which JSON.stringify does not write. */
export function double(choices: Choices): string {
  bits.setUint32(0, choices.pick(2 ** 32));
  bits.setUint32(4, choices.pick(2 ** 32));
  const number = bits.getFloat64(0);
  return JSON.stringify(Number.isFinite(number) ? number + 0 : 0);
}

/** A number in a valid but unusual form: digits, a fraction, an exponent with or without a sign. */
export function exponent(choices: Choices): string {
  const sign = ["", "-"][choices.pick(2)];
  const digits = choices.pick(10_000);
  const mark = ["e", "E"][choices.pick(2)];
  const power = `${["", "+", "-"][choices.pick(3)]}${choices.pick(21)}`;
  return `${digits === 0 ? "" : sign}${digits}.5${mark}${power}`;
}

export function largeInteger(choices: Choices): string {
  const power = [2 ** 31, 2 ** 32, 2 ** 53][choices.pick(3)] ?? 0;
  return `${["", "-"][choices.pick(2)]}${power - choices.pick(2)}`;
}

/** Nested arrays and objects, up to the largest depth that parsers agree on. */
export function nested(choices: Choices): string {
  let [before, after] = ["", ""];
  choices.repeat(1, 99, () => {
    const array = choices.pick(2) === 0;
    before += array ? "[" : '{"in":';
    after = `${array ? "]" : "}"}${after}`;
  });
  return before + scalar(choices) + after;
}

const HOLLOW: readonly string[] = ["null", "false", "0", '""', "[]", "{}"];

/** Nested objects and arrays whose leaves are null, false, zero or empty. */
export function hollow(choices: Choices): string {
  const leaf = (): string => HOLLOW[choices.pick(HOLLOW.length)] ?? "null";
  let text = leaf();
  choices.repeat(1, 8, () => {
    text = choices.pick(2) === 0 ? `[${leaf()},${text}]` : `{"a":${leaf()},"in":${text}}`;
  });
  return text;
}

/** Names that are special in languages, formats or shells. */
const ODD_NAMES: readonly string[] = [
  "",
  " ",
  "0",
  "-1",
  "1e3",
  "a.b",
  "a/b",
  "a b",
  "null",
  "true",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "length",
  "then",
  "toJSON",
  "$ref",
  "@type",
  "__type",
  "#text",
  "é",
  "e\u0301",
  "😀",
  '"',
  "\\",
  "\n",
  "a".repeat(300),
];

export function oddNames(choices: Choices): string {
  const members = new Map<string, string>();
  choices.repeat(1, 7, () => {
    const name = JSON.stringify(ODD_NAMES[choices.pick(ODD_NAMES.length)]);
    if (!members.has(name)) members.set(name, scalar(choices));
  });
  return `{${[...members].map(([name, text]) => `${name}:${text}`).join(",")}}`;
}

/** A value with whitespace around and between its tokens. */
export function spaced(choices: Choices): string {
  const blanks = (): string => {
    let text = "";
    choices.repeat(0, 3, () => {
      text += " \t\n\r".charAt(choices.pick(4));
    });
    return text;
  };
  const [open = "", close = ""] =
    [
      ["[", "]"],
      ['{"key":', "}"],
    ][choices.pick(2)] ?? [];
  return `${blanks()}${open}${blanks()}${scalar(choices)}${blanks()}${close}${blanks()}`;
}

/** A string with every character escaped. */
export function escaped(choices: Choices): string {
  const text: string = JSON.parse(string(choices, MIXED));
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}
