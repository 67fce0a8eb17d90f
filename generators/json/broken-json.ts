import type { Arbitrary } from "fast-check";
import { fromChoices } from "../choices.ts";
import type { NearMiss, Stratum } from "../stratum.ts";
import {
  control,
  encoded,
  invalidUtf8,
  type JsonBreaker,
  pairs,
  quoted,
  truncated,
  utf16,
  within,
  words,
} from "./json-breakers.ts";

/** One way to break JSON. */
export interface BrokenJsonKind {
  readonly kind: string;
  /**
   * Set when parsers in wide use accept such a text although RFC 8259 forbids it. Such texts are made only when a clause asks for them by
   * this name.
   */
  readonly tolerated?: string;
  /** Broken texts, each with the sound text that is one edit away. Both are bytes as latin-1 text. */
  readonly many: Arbitrary<NearMiss<string>>;
}

/** Every kind of text that a JSON parser can refuse. */
export const brokenJsonKinds: readonly BrokenJsonKind[] = [
  one(
    "a bare word",
    words(
      ["test", "nil", "None", "True", "undefined", "tru", "nulll", "FALSE", "hello world"],
      "a bare word",
    ),
  ),
  one("truncated", truncated),
  one(
    "single quotes",
    quoted((text) => `'${text}'`, "single quotes instead of double quotes"),
  ),
  one(
    "no quotes",
    quoted((text) => text, "a member name without quotes"),
  ),
  one(
    "typographic quotes",
    quoted((text) => `“${text}”`, "typographic quotes"),
  ),
  one(
    "trailing comma",
    pairs(
      [
        ["[0,]", "[0]"],
        ['{"a":0,}', '{"a":0}'],
      ],
      "a comma before the end",
    ),
  ),
  one(
    "stray comma",
    pairs(
      [
        ["[,0]", "[0]"],
        ["[0,,0]", "[0,0]"],
        ['{,"a":0}', '{"a":0}'],
        ["[,]", "[]"],
      ],
      "one comma too many",
    ),
  ),
  one(
    "missing separator",
    pairs(
      [
        ["[0 0]", "[0,0]"],
        ['{"a" 0}', '{"a":0}'],
        ['{"a":0 "b":0}', '{"a":0,"b":0}'],
      ],
      "a missing separator",
    ),
  ),
  one(
    "wrong separator",
    pairs(
      [
        ['{"a"=0}', '{"a":0}'],
        ['{"a";0}', '{"a":0}'],
        ["[0;0]", "[0,0]"],
        ['["a":0]', '["a",0]'],
        ['{"a",0}', '{"a":0}'],
      ],
      "a wrong separator",
    ),
  ),
  one(
    "missing value",
    pairs(
      [
        ['{"a":}', '{"a":0}'],
        ['{"a"}', '{"a":0}'],
        ["{0:0}", '{"0":0}'],
        ["{null:0}", '{"null":0}'],
        ["{:0}", '{"":0}'],
      ],
      "a member without its name or value",
    ),
  ),
  one(
    "unbalanced",
    pairs(
      [
        ["]", "[]"],
        ["}", "{}"],
        ["[}", "[]"],
        ["{]", "{}"],
        ["[0}", "[0]"],
        ['{"a":0]', '{"a":0}'],
        ["[{]}", "[{}]"],
        [")", "[]"],
        ["(0)", "0"],
      ],
      "brackets that do not match",
    ),
  ),
  one(
    "comment",
    within(
      (document) => [
        `/* note */${document}`,
        `// note\n${document}`,
        `# note\n${document}`,
        `<!-- note -->${document}`,
      ],
      "a comment",
    ),
  ),
  one(
    "NaN",
    pairs(
      [
        ["NaN", "0"],
        ["Infinity", "0"],
        ["-Infinity", "0"],
        ["[NaN]", "[0]"],
        ['{"a":NaN}', '{"a":0}'],
        ['{"a":-Infinity}', '{"a":0}'],
      ],
      "a number that JSON does not allow",
    ),
  ),
  one(
    "malformed number",
    pairs(
      [
        ["01", "1"],
        ["-01", "-1"],
        ["+1", "1"],
        [".5", "0.5"],
        ["5.", "5"],
        ["1e", "1"],
        ["1e+", "1"],
        ["0x1F", "31"],
        ["--1", "-1"],
        ["1_000", "1000"],
        ["-", "-1"],
        ["1.2.3", "1.2"],
        ["[01]", "[1]"],
        ["[+1]", "[1]"],
        ["[.5]", "[0.5]"],
        ["1a", "1"],
      ],
      "a number that JSON does not allow",
    ),
  ),
  one(
    "invalid escape",
    pairs(
      [
        ['"\\x41"', '"\\u0041"'],
        ['"\\u12G4"', '"\\u1234"'],
        ['"\\u12"', '"\\u1234"'],
        ['"\\\'"', '"\'"'],
        ['"\\0"', '"\\u0000"'],
        ['"\\a"', '"a"'],
        ['"\\U0041"', '"\\u0041"'],
        ['{"\\q":0}', '{"q":0}'],
      ],
      "an escape that JSON does not allow",
    ),
  ),
  one("control character", control),
  one(
    "non-JSON whitespace",
    within(
      (document) => [
        `\u00a0${document}`,
        `\f${document}`,
        `\v${document}`,
        `\u2003${document}`,
        `\u0085${document}`,
      ],
      "whitespace that JSON does not allow, before the value",
    ),
  ),
  one(
    "unclosed string",
    pairs(
      [
        ['"', '""'],
        ['"a', '"a"'],
        ['{"a:0}', '{"a":0}'],
        ['["a]', '["a"]'],
        ['"\\"', '"\\\\"'],
      ],
      "an unclosed string",
    ),
  ),
  one("invalid UTF-8", invalidUtf8),
  one(
    "a different format",
    words(
      ["<a>1</a>", "a=1&b=2", "key: value", "- item", "%7B%7D", "(a 1)", "a,b\n1,2"],
      "text in a different format",
    ),
  ),
  one("base64 of JSON", encoded),
  one(
    "trailing text",
    within(
      (document) => [`${document}x`, `${document} x`, `${document}}`, `${document}]`, `${document}\0`],
      "text after the value",
    ),
    "Jackson and other streaming parsers read one value and leave the rest",
  ),
  one(
    "two values",
    within(
      (document) => [`${document} ${document}`, `${document}\n${document}`, `${document}${document}`],
      "a second value after the first",
    ),
    "Jackson and other streaming parsers read one value and leave the rest",
  ),
  one(
    "byte order mark",
    within((document) => [`\ufeff${document}`], "a byte order mark before the value"),
    "RFC 8259 section 8.1 lets a parser ignore it",
  ),
  one("UTF-16", utf16, "Jackson and others detect the encoding"),
  one(
    "overlong UTF-8",
    pairs(
      [
        ['"\xc0\x80"', '"\\u0000"'],
        ['"\xed\xa0\x80"', '"\\ud800"'],
      ],
      "overlong UTF-8, or an encoded surrogate",
      (bytes) => bytes,
    ),
    "Jackson decodes it",
  ),
  one(
    "whitespace only",
    pairs(
      [
        [" ", "0"],
        ["\n", "0"],
        ["\t", "0"],
        ["\r\n", "0"],
      ],
      "whitespace without a value",
    ),
    "may be read as an absent payload",
  ),
];

/**
 * The kinds as strata. By default, the kinds that no parser in wide use accepts.
 * @param names the kinds to make; they may be tolerated ones
 */
export function brokenJson(names?: readonly string[]): readonly Stratum<NearMiss<string>>[] {
  return brokenJsonKinds
    .filter(({ kind, tolerated }) => (names === undefined ? tolerated === undefined : names.includes(kind)))
    .map(({ kind, many }) => ({ kind, many }));
}

function one(kind: string, make: JsonBreaker, tolerated?: string): BrokenJsonKind {
  const many = fromChoices(make);
  return tolerated === undefined ? { kind, many } : { kind, many, tolerated };
}
