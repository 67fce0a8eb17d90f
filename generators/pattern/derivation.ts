import type { Choices } from "../choices.ts";
import type { Bounds, Characters, Either, Literal, PatternNode, Repeat } from "./pattern-node.ts";

/** A member of a pattern, and how it was derived, as far as that was recorded. */
export interface Derivation {
  readonly text: string;
  readonly leaves: readonly PatternLeaf[];
  readonly repeats: readonly Rounds[];
  readonly eithers: readonly Chosen[];
}

/** A character of a set, or a text in the pattern: its UTF-16 offset and its text. */
export interface PatternLeaf {
  readonly node: Characters | Literal;
  readonly at: number;
  readonly text: string;
}

/** A repetition: where each round begins, and where the last one ends. */
export interface Rounds {
  readonly node: Repeat;
  readonly starts: readonly number[];
  readonly end: number;
}

/** The alternative that was taken, and the text that it produced. */
export interface Chosen {
  readonly node: Either;
  readonly alternative: number;
  readonly at: number;
  readonly end: number;
}

/** Decisions that are fixed instead of left to choices, by node. */
export interface Pins {
  readonly alternatives: ReadonlyMap<PatternNode, number>;
  readonly rounds: ReadonlyMap<PatternNode, Bounds>;
  /** A character to take at visit number `at` (from 0) to its node. */
  readonly character?: { readonly node: Characters; readonly character: string; readonly at: number };
}

export const NO_PINS: Pins = { alternatives: new Map(), rounds: new Map() };

/**
 * Makes a member of the pattern. With all choices 0, it is the shortest that the pins allow, with the plainest characters.
 * @param about the only node to record; recording all nodes would take longer than everything else
 */
export function derive(pattern: PatternNode, pins: Pins, choices: Choices, about?: PatternNode): Derivation {
  let text = "";
  let visits = 0;
  const leaves: PatternLeaf[] = [];
  const repeats: Rounds[] = [];
  const eithers: Chosen[] = [];
  const write = (node: PatternNode): void => {
    switch (node.kind) {
      case "literal":
        if (node === about) leaves.push({ node, at: text.length, text: node.text });
        text += node.text;
        return;
      case "characters": {
        const { character: pin } = pins;
        const pinned = pin?.node === node && visits++ === pin.at ? pin.character : undefined;
        const character = pinned ?? node.drawn[choices.pick(node.drawn.length)] ?? "";
        if (node === about) leaves.push({ node, at: text.length, text: character });
        text += character;
        return;
      }
      case "sequence":
        for (const child of node.of) write(child);
        return;
      case "either": {
        const alternative = pins.alternatives.get(node) ?? choices.pick(node.of.length);
        const at = text.length;
        const child = node.of[alternative];
        if (child !== undefined) write(child);
        if (node === about) eithers.push({ node, alternative, at, end: text.length });
        return;
      }
      case "repeat": {
        const { min, max } = pins.rounds.get(node) ?? node.usual;
        const starts: number[] | undefined = node === about ? [] : undefined;
        choices.repeat(min, max, () => {
          starts?.push(text.length);
          write(node.of);
        });
        if (starts !== undefined) repeats.push({ node, starts, end: text.length });
        return;
      }
    }
  };
  write(pattern);
  return { text, leaves, repeats, eithers };
}

/** The shortest member that the pins allow, with the plainest characters. */
export function simplest(pattern: PatternNode, pins: Pins = NO_PINS, about?: PatternNode): Derivation {
  const choices: Choices = {
    pick: () => 0,
    repeat: (min, _max, item) => {
      for (let index = 0; index < min; index++) item(index);
    },
  };
  return derive(pattern, pins, choices, about);
}

/** The pins that make a member contain this node: they take the alternatives that hold it, and repeat at least once. */
export function reaching(pattern: PatternNode, target: PatternNode): Pins {
  const alternatives = new Map<PatternNode, number>();
  const rounds = new Map<PatternNode, Bounds>();
  const pin = (node: PatternNode): boolean => {
    if (node === target) return true;
    switch (node.kind) {
      case "literal":
      case "characters":
        return false;
      case "sequence":
        return node.of.some(pin);
      case "either": {
        const holding = node.of.findIndex(pin);
        if (holding >= 0) alternatives.set(node, holding);
        return holding >= 0;
      }
      case "repeat": {
        const { min, max } = node.usual;
        const holds = pin(node.of);
        if (holds) rounds.set(node, { min: Math.max(1, min), max: Math.max(1, max) });
        return holds;
      }
    }
  };
  pin(pattern);
  return { alternatives, rounds };
}

/** The same pins, with the rounds of this repetition limited to the bounds. */
export function withRounds(pins: Pins, node: Repeat, bounds: Bounds): Pins {
  return { ...pins, rounds: new Map(pins.rounds).set(node, bounds) };
}

/** The same pins, with this alternative taken. */
export function withAlternative(pins: Pins, node: Either, alternative: number): Pins {
  return { ...pins, alternatives: new Map(pins.alternatives).set(node, alternative) };
}

/** Both pins. When they disagree, the first wins. */
export function merged(first: Pins, second: Pins): Pins {
  return {
    ...first,
    alternatives: new Map([...second.alternatives, ...first.alternatives]),
    rounds: new Map([...second.rounds, ...first.rounds]),
  };
}

/** How the pattern derives a text, by the rules of regular expressions; undefined when the text does not match. */
export function derivationOf(pattern: PatternNode, text: string): Derivation | undefined {
  const leaves: PatternLeaf[] = [];
  const repeats: Rounds[] = [];
  const eithers: Chosen[] = [];
  /** Reads a node at an offset, then what follows. When that fails, it removes its records. */
  const read = (node: PatternNode, at: number, then: (end: number) => boolean): boolean => {
    switch (node.kind) {
      case "literal":
        if (!text.startsWith(node.text, at)) return false;
        leaves.push({ node, at, text: node.text });
        return then(at + node.text.length) || taken(leaves);
      case "characters": {
        const code = text.codePointAt(at);
        if (code === undefined || !node.ranges.some(({ from, to }) => from <= code && code <= to))
          return false;
        const character = String.fromCodePoint(code);
        leaves.push({ node, at, text: character });
        return then(at + character.length) || taken(leaves);
      }
      case "sequence": {
        const step = (index: number, from: number): boolean => {
          const child = node.of[index];
          return child === undefined ? then(from) : read(child, from, (end) => step(index + 1, end));
        };
        return step(0, at);
      }
      case "either":
        return node.of.some((child, alternative) =>
          read(child, at, (end) => {
            eithers.push({ node, alternative, at, end });
            return then(end) || taken(eithers);
          }),
        );
      case "repeat": {
        const round = (starts: readonly number[], from: number): boolean => {
          const again =
            starts.length < node.max &&
            // A round that reads nothing would repeat forever.
            read(
              node.of,
              from,
              (end) => (end > from || starts.length < node.min) && round([...starts, from], end),
            );
          if (again) return true;
          if (starts.length < node.min) return false;
          repeats.push({ node, starts, end: from });
          return then(from) || taken(repeats);
        };
        return round([], at);
      }
    }
  };
  return read(pattern, 0, (end) => end === text.length) ? { text, leaves, repeats, eithers } : undefined;
}

/** Removes the last record, and reports the failure. */
function taken(notes: unknown[]): false {
  notes.pop();
  return false;
}
