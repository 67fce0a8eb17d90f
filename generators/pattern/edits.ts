import type { Member } from "../../specs/operation.ts";
import { type Derivation, NO_PINS, type Pins, reaching, withAlternative, withRounds } from "./derivation.ts";
import { lookAlike, otherDigits } from "./look-alikes.ts";
import { numbered } from "./numbered.ts";
import { type Characters, includes, type Literal, nodesOf, type PatternNode } from "./pattern-node.ts";

/** One edit of a text: `length` characters at `at` (UTF-16) give way to `insert`. */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
  /** What was done, in words that follow "with": `"!" where [a-z] stands`. */
  readonly what: string;
}

/** The edits of one kind that a member offers, numbered; the simplest is 0. */
export interface Edits {
  readonly count: number;
  edit(number: number): Edit | undefined;
}

/** One kind of near miss at one place of a pattern. */
export interface EditSite {
  readonly kind: string;
  /** What a member must have for this edit. */
  readonly pins: Pins;
  edits(member: Derivation): Edits;
}

/**
 * Every kind of edit that can take a member of the pattern out of its language, at each place that it has. Sites of equal kind are
 * one kind at several places.
 */
export function editSites(pattern: PatternNode, member: Member): readonly EditSite[] {
  const nodes = [...nodesOf(pattern)];
  return [
    ...around(),
    ...numbered(nodes.flatMap((node) => (node.kind === "characters" ? outsideClass(pattern, node) : []))),
    ...nodes.flatMap((node) => (node.kind === "literal" ? separators(pattern, node) : [])),
    ...nodes.flatMap((node) => (node.kind === "literal" ? words(pattern, node) : [])),
    ...numbered(nodes.flatMap((node) => rounds(pattern, node))),
    ...numbered(nodes.flatMap((node) => tails(pattern, node))),
    ...scripts(pattern, nodes),
    ...inBytes(member),
  ];
}

/** A member with something before or after it: a check that is not anchored finds the member and is content. */
function around(): EditSite[] {
  const lists: readonly (readonly [kind: string, before: boolean, texts: readonly string[]])[] = [
    ["text after it", false, ["!", " !", "/", "?", "#", "%", " a", "\\", "*", "'", '"', ";", "|"]],
    ["text before it", true, ["!", "! ", "/", "?", "#", "%", "a ", "\\", "*", "'", '"', ";", "|"]],
    ["a line break after it", false, ["\n", "\r\n", "\r", "\u2028"]],
    ["a line of text before it", true, ["\n", "a\n", "a\r\n"]],
    ["a line of text after it", false, ["\na", "\r\na", "\n!"]],
    ["a NUL after it", false, ["\0", "\0a"]],
    ["a NUL before it", true, ["\0", "a\0"]],
    ["a blank after it", false, [" ", "\t", "\u00a0"]],
    ["a blank before it", true, [" ", "\t", "\u00a0"]],
  ];
  return lists.map(([kind, before, texts]) => ({
    kind,
    pins: NO_PINS,
    edits: ({ text }) => ({
      count: texts.length,
      edit: (number) => {
        const insert = texts[number];
        return insert === undefined
          ? undefined
          : {
              at: before ? 0 : text.length,
              length: 0,
              insert,
              what: `${shown(insert)} ${before ? "before" : "after"} it`,
            };
      },
    }),
  }));
}

/** What people put where it does not belong, the plainest first. */
const STRANGERS = [..."! @/\\%*+=~^&,;:.?#'\"`()[]<>|$_- ", "é", "日", "😀", "\t", "\n", "\0", "\x7f"];

/** A character outside a class: beside its edges, or one that people put there. */
function outsideClass(pattern: PatternNode, node: Characters): EditSite[] {
  const beside = node.edges
    .flatMap((edge) => [(edge.codePointAt(0) ?? 0) - 1, (edge.codePointAt(0) ?? 0) + 1])
    .filter((code) => code >= 0 && code <= 0x10ffff)
    .map((code) => String.fromCodePoint(code));
  const outside = [...new Set([...STRANGERS, ...beside])].filter(
    (character) => character.isWellFormed() && !includes(node, character),
  );
  return [
    {
      kind: `a character outside ${node.source}`,
      pins: reaching(pattern, node),
      edits: ({ leaves }) => {
        const own = leaves.filter((leaf) => leaf.node === node);
        const last = own.at(-1);
        return {
          // After the last of them, or in the place of one.
          count: last === undefined ? 0 : (own.length + 1) * outside.length,
          edit: (number) => {
            const insert = outside[number % outside.length];
            const replaced = own[Math.floor(number / outside.length) - 1];
            if (insert === undefined || last === undefined) return undefined;
            return replaced === undefined
              ? {
                  at: last.at + last.text.length,
                  length: 0,
                  insert,
                  what: `${shown(insert)} after ${node.source}`,
                }
              : {
                  at: replaced.at,
                  length: replaced.text.length,
                  insert,
                  what: `${shown(insert)} in the place of ${node.source}`,
                };
          },
        };
      },
    },
  ];
}

/** Separators of the formats that people mix up. */
const SEPARATORS = [..."/.-_:, ;|"];

function separators(pattern: PatternNode, node: Literal): EditSite[] {
  const places = [...node.text.matchAll(/[^A-Za-z0-9]/g)].map(({ index }) => index);
  if (places.length === 0) return [];
  const kinds: readonly (readonly [
    kind: string,
    edits: (separator: string) => readonly (readonly [string, string])[],
  ])[] = [
    ["a separator missing", (separator) => [["", `${shown(separator)} missing`]]],
    ["a separator twice", (separator) => [[separator + separator, `${shown(separator)} twice`]]],
    [
      "another separator",
      (separator) =>
        SEPARATORS.filter((other) => other !== separator).map((other) => [
          other,
          `${shown(other)} in the place of ${shown(separator)}`,
        ]),
    ],
  ];
  return kinds.map(([kind, edits]) => ({
    kind,
    pins: reaching(pattern, node),
    edits: ({ leaves }) => {
      const leaf = leaves.find((candidate) => candidate.node === node);
      return options(leaf === undefined ? [] : places, (place) =>
        edits(node.text.charAt(place)).map(([insert, what]) => ({
          at: (leaf?.at ?? 0) + place,
          length: 1,
          insert,
          what,
        })),
      );
    },
  }));
}

/** A word that the pattern names, in wrong case or misspelt. */
function words(pattern: PatternNode, node: Literal): EditSite[] {
  const found = [...node.text.matchAll(/[A-Za-z]+/g)].map(({ 0: word, index }) => ({ word, index }));
  if (found.length === 0) return [];
  const kinds: readonly (readonly [kind: string, edits: (word: string) => readonly Edit[]])[] = [
    [
      "a word in wrong case",
      (word) => [
        { at: 0, length: word.length, insert: otherCase(word), what: `${word} in wrong case` },
        ...[...word].map((letter, at) => ({
          at,
          length: 1,
          insert: otherCase(letter),
          what: `a letter of ${word} in wrong case`,
        })),
      ],
    ],
    [
      "a word misspelt",
      (word) =>
        // From its end: there a prefix match is content.
        [...word]
          .map((_, i) => word.length - 1 - i)
          .flatMap((at) => [
            { at, length: 1, insert: "", what: `a letter of ${word} missing` },
            { at, length: 1, insert: word.charAt(at).repeat(2), what: `a letter of ${word} twice` },
            { at, length: 1, insert: word.charAt(at) === "x" ? "z" : "x", what: `another letter in ${word}` },
          ]),
    ],
    ["a word missing", (word) => [{ at: 0, length: word.length, insert: "", what: `${word} missing` }]],
  ];
  return kinds.map(([kind, edits]) => ({
    kind,
    pins: reaching(pattern, node),
    edits: ({ leaves }) => {
      const leaf = leaves.find((candidate) => candidate.node === node);
      return options(leaf === undefined ? [] : found, ({ word, index }) =>
        edits(word).map((edit) => ({ ...edit, at: (leaf?.at ?? 0) + index + edit.at })),
      );
    },
  }));
}

/** One repetition more than there may be, or one fewer. */
function rounds(pattern: PatternNode, node: PatternNode): EditSite[] {
  if (node.kind !== "repeat") return [];
  const sites: EditSite[] = [];
  if (node.max < Number.POSITIVE_INFINITY && node.max > 0) {
    sites.push({
      kind: `${node.of.source} once more than there may be`,
      pins: withRounds(reaching(pattern, node), node, { min: node.max, max: node.max }),
      edits: ({ text, repeats }) => {
        const full = repeats.find((rounds) => rounds.node === node && rounds.starts.length === node.max);
        return options(full === undefined ? [] : [full], ({ starts, end }) => {
          const insert = text.slice(starts.at(-1), end);
          return [{ at: end, length: 0, insert, what: `${shown(insert)} once more: ${node.source}` }];
        });
      },
    });
  }
  if (node.min > 0) {
    sites.push({
      kind: `${node.of.source} once less than there must be`,
      pins: withRounds(reaching(pattern, node), node, { min: node.min, max: node.min }),
      edits: ({ text, repeats }) => {
        const scant = repeats.find((rounds) => rounds.node === node && rounds.starts.length === node.min);
        return options(scant?.starts ?? [], (at) => {
          const end = scant?.starts.find((start) => start > at) ?? scant?.end ?? at;
          return [
            {
              at,
              length: end - at,
              insert: "",
              what: `${shown(text.slice(at, end))} missing: ${node.source}`,
            },
          ];
        });
      },
    });
  }
  return sites;
}

/** One alternative with the end of another. */
function tails(pattern: PatternNode, node: PatternNode): EditSite[] {
  if (node.kind !== "either") return [];
  const ends = node.of.map((alternative) => endsOf(alternative));
  return node.of.flatMap((alternative, taken) => {
    const others = [...new Set(ends.flatMap((texts, other) => (other === taken ? [] : texts)))];
    return others.length === 0
      ? []
      : [
          {
            kind: `${alternative.source || "nothing"} with the end of another alternative`,
            pins: withAlternative(reaching(pattern, node), node, taken),
            edits: ({ eithers }: Derivation) => {
              const chosen = eithers.find((either) => either.node === node && either.alternative === taken);
              return options(chosen === undefined ? [] : others, (insert) => [
                {
                  at: chosen?.end ?? 0,
                  length: 0,
                  insert,
                  what: `${shown(insert)} after ${alternative.source}`,
                },
              ]);
            },
          },
        ];
  });
}

/** The texts that the pattern names within an alternative, and what they become with all that follows. */
function endsOf(alternative: PatternNode): string[] {
  const texts = [...nodesOf(alternative)].flatMap((node) => (node.kind === "literal" ? [node.text] : []));
  return texts.map((_, index) => texts.slice(texts.length - 1 - index).join(""));
}

/** Digits and letters of other scripts. */
function scripts(pattern: PatternNode, nodes: readonly PatternNode[]): EditSite[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "characters") return [];
    const site = (kind: string, others: (character: string) => readonly string[]): EditSite[] =>
      node.drawn.some((character) => others(character).some((other) => !includes(node, other)))
        ? [
            {
              kind,
              pins: reaching(pattern, node),
              edits: ({ leaves }) =>
                options(
                  leaves.filter((leaf) => leaf.node === node),
                  ({ at, text }) =>
                    // A character that has no such other stands for one that has.
                    (others(text).length > 0 ? others(text) : others(substitute(node, others))).map(
                      (insert) => ({
                        at,
                        length: text.length,
                        insert,
                        what: `${shown(insert)} (U+${insert.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}) in the place of ${node.source}`,
                      }),
                    ),
                ),
            },
          ]
        : [];
    return [
      ...site("a digit of another script", otherDigits),
      ...site("a letter of another script", (letter) => {
        const other = lookAlike(letter);
        return other === undefined ? [] : [other];
      }),
    ];
  });
}

function substitute(node: Characters, others: (character: string) => readonly string[]): string {
  return node.drawn.find((character) => others(character).length > 0) ?? "";
}

/** As many letters as may be, that are more bytes than may be: a length that is told to be wrong was counted in bytes. */
function inBytes({ keywords: { maxLength } }: Member): EditSite[] {
  if (maxLength === undefined) return [];
  return [
    {
      kind: "longer in bytes than it may be in characters",
      pins: NO_PINS,
      edits: ({ text }) => {
        const most = maxLength - text.length;
        const least = Math.floor(most / 2) + 1;
        return {
          count: Math.max(0, most - least + 1),
          edit: (number) => ({
            at: text.length,
            length: 0,
            insert: "é".repeat(least + number),
            what: `${text.length + least + number} characters that are ${Buffer.byteLength(text) + 2 * (least + number)} bytes`,
          }),
        };
      },
    },
  ];
}

/** All edits at all places, as one row of numbers. */
function options<T>(places: readonly T[], edits: (place: T) => readonly Edit[]): Edits {
  const all = places.flatMap(edits);
  return { count: all.length, edit: (number) => all[number] };
}

function otherCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}

/** A text as it is told: in quotes, with what cannot be seen escaped. */
function shown(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u00a0", "\\u00a0");
}
