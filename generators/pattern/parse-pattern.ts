import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { UserError } from "../../specs/user-error.ts";
import type { CharacterRange, Characters, PatternNode, Repeat } from "./pattern-node.ts";

/**
 * Parses a pattern (flag `u`, matching the whole value).
 * @param plain which characters may be anywhere in a member; others are used only where a class begins or ends
 * @throws UserError for syntax that members cannot be made from: look-around, boundaries, back-references, property escapes, modifiers
 */
export function parsePattern(
  pattern: string,
  plain: (character: string) => boolean = () => true,
): PatternNode {
  let parsed: AST.Pattern;
  try {
    parsed = new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch (cause) {
    throw new UserError(`pattern ${pattern}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  return new Reader(pattern, plain).alternatives(parsed.raw, parsed.alternatives);
}

class Reader {
  readonly #pattern: string;
  readonly #plain: (character: string) => boolean;
  #ids = 0;

  constructor(pattern: string, plain: (character: string) => boolean) {
    this.#pattern = pattern;
    this.#plain = plain;
  }

  alternatives(source: string, alternatives: readonly AST.Alternative[]): PatternNode {
    const [only] = alternatives;
    if (only !== undefined && alternatives.length === 1) return this.#sequence(only);
    const id = this.#ids++;
    return { kind: "either", id, source, of: alternatives.map((alternative) => this.#sequence(alternative)) };
  }

  #sequence({ raw, elements }: AST.Alternative): PatternNode {
    const id = this.#ids++;
    const of: PatternNode[] = [];
    for (const element of elements) {
      const node = this.#element(element);
      const last = of.at(-1);
      if (node.kind === "literal" && last?.kind === "literal") {
        of[of.length - 1] = { ...last, source: last.source + node.source, text: last.text + node.text };
      } else of.push(node);
    }
    const [only] = of;
    return only !== undefined && of.length === 1 ? only : { kind: "sequence", id, source: raw, of };
  }

  #element(node: AST.Element): PatternNode {
    const id = this.#ids++;
    switch (node.type) {
      case "Character":
        return { kind: "literal", id, source: node.raw, text: String.fromCodePoint(node.value) };
      case "CharacterSet":
        return this.#characters(id, node.raw, this.#set(node));
      case "CharacterClass": {
        const ranges = node.elements.flatMap((element) => this.#classElement(element));
        return this.#characters(id, node.raw, node.negate ? complement(ranges) : ranges);
      }
      case "CapturingGroup":
        return this.alternatives(node.raw, node.alternatives);
      case "Group":
        if (node.modifiers) throw this.#refusal(node, "modifiers");
        return this.alternatives(node.raw, node.alternatives);
      case "Quantifier":
        return this.#repeat(id, node);
      case "Assertion":
        throw this.#refusal(node, node.kind.startsWith("look") ? "look-around" : "boundaries");
      case "Backreference":
        throw this.#refusal(node, "back-references");
      case "ExpressionCharacterClass":
        throw this.#refusal(node, "set notation");
      default:
        return unknown(node);
    }
  }

  #repeat(id: number, { raw, element, min, max }: AST.Quantifier): Repeat {
    const of = this.#element(element);
    const beyond = of.kind === "characters" ? BEYOND_LEAST.characters : BEYOND_LEAST.groups;
    return {
      kind: "repeat",
      id,
      source: raw,
      of,
      min,
      max,
      usual: { min, max: Math.min(max, min + beyond) },
    };
  }

  #classElement(node: AST.CharacterClassElement): readonly CharacterRange[] {
    switch (node.type) {
      case "Character":
        return [single(node)];
      case "CharacterClassRange":
        return [{ from: node.min.value, to: node.max.value }];
      case "CharacterSet":
        return this.#set(node);
      case "CharacterClass":
      case "ExpressionCharacterClass":
      case "ClassStringDisjunction":
        throw this.#refusal(node, "set notation");
      default:
        return unknown(node);
    }
  }

  #set(node: AST.CharacterSet): readonly CharacterRange[] {
    switch (node.kind) {
      case "any":
        return complement(LINE_ENDS);
      case "digit":
        return node.negate ? complement(DIGITS) : DIGITS;
      case "word":
        return node.negate ? complement(WORD) : WORD;
      case "space":
        return node.negate ? complement(SPACE) : SPACE;
      case "property":
        throw this.#refusal(node, "property escapes");
      default:
        return unknown(node);
    }
  }

  #characters(id: number, source: string, ranges: readonly CharacterRange[]): Characters {
    const all = drawnOf(ranges);
    const plain = all.filter(this.#plain);
    const drawn = plain.length > 0 ? plain : all;
    return { kind: "characters", id, source, ranges: merged(ranges), edges: edgesOf(ranges), drawn };
  }

  #refusal(node: AST.Node, what: string): UserError {
    return new UserError(
      `pattern ${this.#pattern}: ${node.raw} at ${node.start}: no members can be made of ${what}; write it without`,
    );
  }
}

/** How far repetitions usually exceed their minimum. Long members come from the generators of lengths. */
const BEYOND_LEAST = { characters: 9, groups: 2 };

/** Makes compilation fail for a kind of node that is not handled. */
function unknown(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

function single({ value }: AST.Character): CharacterRange {
  return { from: value, to: value };
}

function range(from: string, to: string): CharacterRange {
  return { from: from.codePointAt(0) ?? 0, to: to.codePointAt(0) ?? 0 };
}

const DIGITS = [range("0", "9")];
const WORD = [range("0", "9"), range("A", "Z"), range("_", "_"), range("a", "z")];
const LINE_ENDS = [range("\n", "\n"), range("\r", "\r"), range("\u2028", "\u2029")];
const SPACE = [
  range("\t", "\r"),
  range(" ", " "),
  range("\u00a0", "\u00a0"),
  range("\u1680", "\u1680"),
  range("\u2000", "\u200a"),
  range("\u2028", "\u2029"),
  range("\u202f", "\u202f"),
  range("\u205f", "\u205f"),
  range("\u3000", "\u3000"),
  range("\ufeff", "\ufeff"),
];

const LAST = 0x10ffff;

function complement(ranges: readonly CharacterRange[]): CharacterRange[] {
  const gaps: CharacterRange[] = [];
  let next = 0;
  for (const { from, to } of merged(ranges)) {
    if (from > next) gaps.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  if (next <= LAST) gaps.push({ from: next, to: LAST });
  return gaps;
}

/** Sorted and disjoint. */
function merged(ranges: readonly CharacterRange[]): CharacterRange[] {
  const sorted = ranges.toSorted((a, b) => a.from - b.from);
  const out: CharacterRange[] = [];
  for (const next of sorted) {
    const last = out.at(-1);
    if (last !== undefined && next.from <= last.to + 1) {
      out[out.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else out.push(next);
  }
  return out;
}

function edgesOf(ranges: readonly CharacterRange[]): string[] {
  return [...new Set(ranges.flatMap(({ from, to }) => [from, to]))]
    .map((code) => String.fromCodePoint(code))
    .filter((character) => character.isWellFormed());
}

/** Plain characters, in the order that a person would choose them. */
const PLAIN = [range("a", "z"), range("0", "9"), range("A", "Z"), range(" ", "~")];
/** Samples from beyond ASCII: of 2, 3 and 4 bytes, combining, and of either direction. */
const BEYOND = ["é", "ß", "д", "あ", "日", "𝒳", "😀", "\u0301", "ش", "\ufffd"];

function drawnOf(ranges: readonly CharacterRange[]): string[] {
  const holds = (code: number) => ranges.some(({ from, to }) => from <= code && code <= to);
  const plain = PLAIN.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  const beyond = BEYOND.map((character) => character.codePointAt(0) ?? 0);
  const edges = ranges.flatMap(({ from, to }) => [from, to]);
  return [...new Set([...plain, ...beyond, ...edges])]
    .filter(holds)
    .map((code) => String.fromCodePoint(code))
    .filter((character) => character.isWellFormed());
}
