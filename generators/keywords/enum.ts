import fc from "fast-check";
import type { Member } from "../../specs/operation.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import { sendable } from "../places.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/** Each value of an enumeration; and its values in wrong case, with blanks, joined, misspelt, and words that are none of them. */
export const enumeration: KeywordGenerator = {
  keeps: (member) =>
    valuesOf(member).map(
      (value): Stratum<Sample<string>> => ({ kind: value, only: { value, why: `the value ${value}` } }),
    ),
  breaks: (member) => {
    const values = valuesOf(member);
    return edits
      .map(({ kind, why, edit }) => ({
        kind,
        why,
        made: values.flatMap((value) => misses(value, edit, why)),
      }))
      .map(({ kind, made }) => ({
        kind,
        made: made.filter(({ value }) => !values.includes(value) && sendable(member.place, value)),
      }))
      .filter(({ made }) => made.length > 0)
      .map(({ kind, made }): Stratum<NearMiss<string>> => ({ kind, many: fc.constantFrom(...made) }));
  },
};

function valuesOf(member: Member): readonly string[] {
  return member.keywords.enum ?? [];
}

function misses(value: string, edit: (value: string) => readonly string[], why: string): NearMiss<string>[] {
  return edit(value).map((edited) => ({ value: edited, mended: value, why: `${value} ${why}` }));
}

interface Edit {
  readonly kind: string;
  readonly why: string;
  readonly edit: (value: string) => readonly string[];
}

const edits: readonly Edit[] = [
  { kind: "lower case", why: "in lower case", edit: (value) => [value.toLowerCase()] },
  { kind: "upper case", why: "in upper case", edit: (value) => [value.toUpperCase()] },
  {
    kind: "one letter in wrong case",
    why: "with one letter in wrong case",
    edit: (value) =>
      everywhere(value, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      ),
  },
  { kind: "a letter missing", why: "with a letter missing", edit: (value) => everywhere(value, () => "") },
  {
    kind: "a letter twice",
    why: "with a letter twice",
    edit: (value) => everywhere(value, (letter) => letter + letter),
  },
  {
    kind: "a blank within",
    why: "with a blank within",
    edit: (value) =>
      everywhere(value.slice(1), (letter) => ` ${letter}`).map((rest) => value.charAt(0) + rest),
  },
  {
    kind: "in snake case",
    why: "in snake case",
    edit: (value) => [value.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()],
  },
  {
    kind: "joined",
    why: "joined with another",
    edit: (value) => [`${value},${value}`, `${value} ${value}`, `${value}|${value}`, `${value};q=1`],
  },
  { kind: "in quotes", why: "in quotes", edit: (value) => [`"${value}"`, `'${value}'`, `[${value}]`] },
  {
    kind: "text after it",
    why: "with text after it",
    edit: (value) => ["s", "0", "-", "."].map((text) => value + text),
  },
  {
    kind: "text before it",
    why: "with text before it",
    edit: (value) => ["x", "0", "-", "."].map((text) => text + value),
  },
  {
    kind: "another word",
    why: "replaced by another word",
    edit: () => ["null", "true", "0", "Sync", "undefined", "*", "-"],
  },
];

/** The value with one of its characters replaced, for each of them. */
function everywhere(value: string, by: (character: string) => string): string[] {
  return [...value].map((character, at) => value.slice(0, at) + by(character) + value.slice(at + 1));
}
