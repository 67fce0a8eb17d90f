import fc from "fast-check";
import type { Member } from "../../specs/operation.ts";
import { breaksOnly } from "../breaks-only.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/** Keeps: each value of an enumeration. Breaks: its values in the wrong case, with spaces, joined or misspelled, and other words. */
export const enumeration: KeywordGenerator = {
  keeps: (member) =>
    valuesOf(member).map(
      (value): Stratum<Sample<string>> => ({
        kind: value,
        only: { value, why: "a value of the enumeration" },
      }),
    ),
  breaks: (member) =>
    edits.flatMap(({ kind, edit }): Stratum<NearMiss<string>>[] => {
      const shortest = valuesOf(member).toSorted((one, other) => one.length - other.length);
      const made = shortest.flatMap((value) =>
        edit(value)
          .filter((text) => breaksOnly(member, "enum", text))
          // The twin uses the default, because this clause does not concern the answers to other values.
          .map((text) => ({
            value: text,
            mended: value,
            twin: member.default ?? value,
            why: `${value} ${kind}`,
          })),
      );
      return made.length === 0 ? [] : [{ kind, many: fc.constantFrom(...made) }];
    }),
};

function valuesOf(member: Member): readonly string[] {
  return member.keywords.enum ?? [];
}

interface EnumEdit {
  /** Describes the edit, in words that follow the value. */
  readonly kind: string;
  /** Edits of a value, the simplest first. An empty text is not among them, because an empty header may be taken for an absent one. */
  readonly edit: (value: string) => readonly string[];
}

const edits: readonly EnumEdit[] = [
  { kind: "in lower case", edit: (value) => [value.toLowerCase()] },
  { kind: "in upper case", edit: (value) => [value.toUpperCase()] },
  { kind: "with a letter in the wrong case", edit: (value) => everywhere(value, otherCase) },
  { kind: "with a letter missing", edit: (value) => everywhere(value, () => "") },
  { kind: "with a letter doubled", edit: (value) => everywhere(value, (letter) => letter + letter) },
  {
    kind: "with a space inside",
    edit: (value) =>
      everywhere(value.slice(1), (letter) => ` ${letter}`).map((rest) => value.charAt(0) + rest),
  },
  {
    kind: "with its words joined differently",
    edit: (value) =>
      ["_", "-", " "].flatMap((joint) => {
        const joined = value.replace(/(?<=[a-z])(?=[A-Z])/g, joint);
        return joined === value ? [] : [joined, joined.toLowerCase(), joined.toUpperCase()];
      }),
  },
  {
    kind: "in a list or with a parameter",
    edit: (value) => [`${value},${value}`, `${value} ${value}`, `${value}|${value}`, `${value};q=1`],
  },
  { kind: "in quotes or brackets", edit: (value) => [`"${value}"`, `'${value}'`, `[${value}]`] },
  { kind: "with text after it", edit: (value) => ["s", "0", "-", "."].map((text) => value + text) },
  { kind: "with text before it", edit: (value) => ["x", "0", "-", "."].map((text) => text + value) },
  {
    kind: "replaced by another word",
    edit: () => ["Unknown", "null", "true", "0", "Sync", "undefined", "*", "-"],
  },
];

/** The value with one character replaced, once for each character. */
function everywhere(value: string, by: (character: string) => string): string[] {
  return [...value].map((character, at) => value.slice(0, at) + by(character) + value.slice(at + 1));
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}
