import { type Derivation, NO_PINS, type Pins, reaching, withAlternative, withRounds } from "./derivation.ts";
import { lookAlikes, otherDigits } from "./look-alikes.ts";
import { numbered } from "./numbered.ts";
import { type Characters, includes, type Literal, nodesOf, type PatternNode } from "./pattern-node.ts";

/** One edit of a text: `insert` replaces `length` characters at `at` (UTF-16). */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
  /** Describes the edit, in words that follow "with": `"!" where [a-z] stands`. */
  readonly what: string;
}

/** One kind of near miss at one place of a pattern. */
export interface EditSite {
  readonly kind: string;
  /** The node to edit. Absent when the edit concerns the whole member. */
  readonly node?: PatternNode;
  /** The pins that a member needs for this edit. */
  readonly pins: Pins;
  /** The number of edits that a member offers. Only records about the node matter. */
  count(member: Derivation): number;
  /** One of the edits; 0 is the simplest. */
  edit(member: Derivation, number: number): Edit | undefined;
}

/**
 * Every kind of edit that can make a member of the pattern stop matching, at each place. Sites of the same kind are one kind at several
 * places.
 */
export function editSites(pattern: PatternNode): readonly EditSite[] {
  const nodes = [...nodesOf(pattern)];
  return [
    ...outside(),
    ...numbered(nodes.flatMap((node) => (node.kind === "characters" ? outsideClass(pattern, node) : []))),
    ...nodes.flatMap((node) => (node.kind === "literal" ? separators(pattern, node) : [])),
    ...nodes.flatMap((node) => (node.kind === "literal" ? words(pattern, node) : [])),
    ...numbered(nodes.flatMap((node) => rounds(pattern, node))),
    ...numbered(nodes.flatMap((node) => tails(pattern, node))),
    ...numbered(nodes.flatMap((node) => (node.kind === "characters" ? scripts(pattern, node) : []))),
  ];
}

/**
 * A member with a NUL before or after it, which a reader in C takes for the end. RFC 3986, section 7.3, leaves it to servers how to treat a
 * percent-encoded NUL in a URL, so nobody is blamed for it.
 */
export function nulSites(): readonly EditSite[] {
  return around([
    ["a NUL after the value", false, ["\0", "\0a"]],
    ["a NUL before the value", true, ["\0", "a\0"]],
  ]);
}

/** A member with something before or after it. A check without anchors finds the member and accepts the text. */
function outside(): EditSite[] {
  return around([
    ["text after the value", false, ["!", " !", "/", "?", "#", "%", " a", "\\", "*", "'", '"', ";", "|"]],
    ["text before the value", true, ["!", "! ", "/", "?", "#", "%", "a ", "\\", "*", "'", '"', ";", "|"]],
    ["a line feed after the value", false, ["\n"]],
    ["another line break after the value", false, ["\r\n", "\r", "\u2028"]],
    ["a line of text before the value", true, ["\n", "a\n", "a\r\n"]],
    ["a line of text after the value", false, ["\na", "\r\na", "\n!"]],
    ["whitespace after the value", false, [" ", "\t", "\u00a0"]],
    ["whitespace before the value", true, [" ", "\t", "\u00a0"]],
  ]);
}

function around(
  lists: readonly (readonly [kind: string, before: boolean, texts: readonly string[]])[],
): EditSite[] {
  return lists.map(([kind, before, texts]) => {
    const inserts = texts.map((insert) => ({
      insert,
      what: `${shown(insert)} ${before ? "before" : "after"} it`,
    }));
    return {
      kind,
      pins: NO_PINS,
      count: () => inserts.length,
      edit: ({ text }, number) => {
        const made = inserts[number];
        return made && { at: before ? 0 : text.length, length: 0, insert: made.insert, what: made.what };
      },
    };
  });
}

/** Characters that people often type in wrong places, the simplest first. */
const STRANGERS = [..."! @/\\%*+=~^&,;:.?#'\"`()[]<>|$_- ", "é", "日", "😀", "\t", "\n", "\x7f"];

/** A character outside a class: next to its edges, or one that people often type by mistake. */
function outsideClass(pattern: PatternNode, node: Characters): EditSite[] {
  const beside = node.edges
    .flatMap((edge) => [(edge.codePointAt(0) ?? 0) - 1, (edge.codePointAt(0) ?? 0) + 1])
    .filter((code) => code > 0 && code <= 0x10ffff)
    .map((code) => String.fromCodePoint(code));
  const strangers = [...new Set([...STRANGERS, ...beside])]
    .filter((character) => character.isWellFormed() && !includes(node, character))
    .map((insert) => ({
      insert,
      after: `${shown(insert)} after ${node.source}`,
      instead: `${shown(insert)} instead of ${node.source}`,
    }));
  return [
    {
      kind: `a character outside ${node.source}`,
      node,
      pins: reaching(pattern, node),
      // After the last of its characters, or in place of one.
      count: ({ leaves }) => (leaves.length === 0 ? 0 : (leaves.length + 1) * strangers.length),
      edit: ({ leaves }, number) => {
        const stranger = strangers[number % strangers.length];
        const replaced = leaves[Math.floor(number / strangers.length) - 1];
        const last = leaves.at(-1);
        if (stranger === undefined || last === undefined) return undefined;
        const { insert, after, instead } = stranger;
        return replaced === undefined
          ? { at: last.at + last.text.length, length: 0, insert, what: after }
          : { at: replaced.at, length: replaced.text.length, insert, what: instead };
      },
    },
  ];
}

/** Separators of formats that people confuse. */
const SEPARATORS = [..."/.-_:, ;|"];

function separators(pattern: PatternNode, node: Literal): EditSite[] {
  const places = [...node.text.matchAll(/[^A-Za-z0-9]/g)].map(({ 0: separator, index: at }) => ({
    separator,
    at,
  }));
  const edits = (insert: string, place: { separator: string; at: number }, what: string): Edit => ({
    at: place.at,
    length: 1,
    insert,
    what,
  });
  return [
    ...literalEdits(
      pattern,
      node,
      "a missing separator",
      places.map((place) => edits("", place, `${shown(place.separator)} missing`)),
    ),
    ...literalEdits(
      pattern,
      node,
      "a doubled separator",
      places.map((place) => edits(place.separator.repeat(2), place, `${shown(place.separator)} twice`)),
    ),
    ...literalEdits(
      pattern,
      node,
      "a different separator",
      places.flatMap((place) =>
        SEPARATORS.filter((other) => other !== place.separator).map((other) =>
          edits(other, place, `${shown(other)} instead of ${shown(place.separator)}`),
        ),
      ),
    ),
  ];
}

/** A word of the pattern in the wrong case, or misspelled. */
function words(pattern: PatternNode, node: Literal): EditSite[] {
  const found = [...node.text.matchAll(/[A-Za-z]+/g)].map(({ 0: word, index }) => ({ word, index }));
  const letters = found.flatMap(({ word, index }) =>
    [...word].map((letter, i) => ({ letter, at: index + i, word })),
  );
  return [
    ...literalEdits(pattern, node, "a word in the wrong case", [
      ...found.map(({ word, index }) => ({
        at: index,
        length: word.length,
        insert: otherCase(word),
        what: `${word} in the wrong case`,
      })),
      ...letters.map(({ letter, at, word }) => ({
        at,
        length: 1,
        insert: otherCase(letter),
        what: `a letter of ${word} in the wrong case`,
      })),
    ]),
    ...literalEdits(
      pattern,
      node,
      "a misspelled word",
      // From the end: a check of only the beginning accepts such a word.
      letters.toReversed().flatMap(({ letter, at, word }) => [
        { at, length: 1, insert: "", what: `a letter of ${word} missing` },
        { at, length: 1, insert: letter.repeat(2), what: `a letter of ${word} twice` },
        { at, length: 1, insert: letter === "x" ? "z" : "x", what: `another letter in ${word}` },
      ]),
    ),
    ...literalEdits(
      pattern,
      node,
      "a missing word",
      found.map(({ word, index }) => ({
        at: index,
        length: word.length,
        insert: "",
        what: `${word} missing`,
      })),
    ),
  ];
}

/** Edits of a text in the pattern. Offsets count from its beginning. */
function literalEdits(pattern: PatternNode, node: Literal, kind: string, edits: readonly Edit[]): EditSite[] {
  if (edits.length === 0) return [];
  const pins = reaching(pattern, node);
  return [
    {
      kind,
      node,
      pins,
      count: ({ leaves }) => (leaves.length === 0 ? 0 : edits.length),
      edit: ({ leaves: [leaf] }, number) => {
        const made = edits[number];
        return leaf && made && { ...made, at: leaf.at + made.at };
      },
    },
  ];
}

/** One repetition more or fewer than allowed. */
function rounds(pattern: PatternNode, node: PatternNode): EditSite[] {
  if (node.kind !== "repeat") return [];
  const sites: EditSite[] = [];
  if (node.max < Number.POSITIVE_INFINITY && node.max > 0) {
    sites.push({
      kind: `one ${node.of.source} too many`,
      node,
      pins: withRounds(reaching(pattern, node), node, { min: node.max, max: node.max }),
      count: ({ repeats: [rounds] }) => (rounds?.starts.length === node.max ? 1 : 0),
      edit: ({ text, repeats: [rounds] }) => {
        if (rounds === undefined) return undefined;
        const insert = text.slice(rounds.starts.at(-1), rounds.end);
        return { at: rounds.end, length: 0, insert, what: `${shown(insert)} once more: ${node.source}` };
      },
    });
  }
  if (node.min > 0) {
    sites.push({
      kind: `one ${node.of.source} too few`,
      node,
      pins: withRounds(reaching(pattern, node), node, { min: node.min, max: node.min }),
      count: ({ repeats: [rounds] }) => (rounds?.starts.length === node.min ? node.min : 0),
      edit: ({ text, repeats: [rounds] }, number) => {
        if (rounds === undefined) return undefined;
        const at = rounds.starts[number] ?? rounds.end;
        const end = rounds.starts[number + 1] ?? rounds.end;
        const what = `${shown(text.slice(at, end))} missing: ${node.source}`;
        return { at, length: end - at, insert: "", what };
      },
    });
  }
  return sites;
}

/** One alternative with the end of another. */
function tails(pattern: PatternNode, node: PatternNode): EditSite[] {
  if (node.kind !== "either") return [];
  const ends = node.of.map((alternative) => endsOf(alternative));
  return node.of.flatMap(({ source }, taken): EditSite[] => {
    const others = [...new Set(ends.flatMap((texts, other) => (other === taken ? [] : texts)))].map(
      (insert) => ({
        insert,
        what: `${shown(insert)} after ${source}`,
      }),
    );
    if (others.length === 0) return [];
    return [
      {
        kind: `${source || "nothing"} with the end of another alternative`,
        node,
        pins: withAlternative(reaching(pattern, node), node, taken),
        count: ({ eithers: [chosen] }) => (chosen?.alternative === taken ? others.length : 0),
        edit: ({ eithers: [chosen] }, number) => {
          const other = others[number];
          return chosen && other && { at: chosen.end, length: 0, insert: other.insert, what: other.what };
        },
      },
    ];
  });
}

/** The ends of an alternative: each of its texts, joined with all texts that follow it. The last text comes first. */
function endsOf(alternative: PatternNode): string[] {
  const texts = [...nodesOf(alternative)].flatMap((node) => (node.kind === "literal" ? [node.text] : []));
  return texts.map((_, index) => texts.slice(texts.length - 1 - index).join(""));
}

/** Digits and letters of other scripts in place of those of a class. */
function scripts(pattern: PatternNode, node: Characters): EditSite[] {
  const kinds: readonly (readonly [kind: string, others: (character: string) => readonly string[]])[] = [
    [`a digit of another script instead of ${node.source}`, otherDigits],
    [`a letter of another script instead of ${node.source}`, lookAlikes],
  ];
  return kinds.flatMap(([kind, others]): EditSite[] => {
    const inserts = new Map<string, { readonly insert: string; readonly what: string }[]>();
    for (const character of node.drawn) {
      const made = others(character).map((insert) => {
        const code = insert.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
        return { insert, what: `${shown(insert)} (U+${code}) instead of ${node.source}` };
      });
      if (made.length > 0) inserts.set(character, made);
    }
    const [substitute] = inserts.values();
    if (substitute === undefined) return [];
    return [
      {
        kind,
        node,
        pins: reaching(pattern, node),
        count: ({ leaves }) => leaves.length * substitute.length,
        edit: ({ leaves }, number) => {
          const leaf = leaves[Math.floor(number / substitute.length)];
          // A character without such a counterpart is replaced by one of another character.
          const made = (leaf && inserts.get(leaf.text)) ?? substitute;
          const other = made[number % substitute.length] ?? made[0];
          return (
            leaf && other && { at: leaf.at, length: leaf.text.length, insert: other.insert, what: other.what }
          );
        },
      },
    ];
  });
}

function otherCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}

/** A text for display: in quotes, with invisible characters escaped. */
function shown(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u00a0", "\\u00a0");
}
