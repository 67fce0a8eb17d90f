import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../specs/user-error.ts";
import { type Choices, fromChoices } from "../choices.ts";
import { branchesOf } from "./branches.ts";
import { derivationOf, derive, NO_PINS, simplest } from "./derivation.ts";
import { parsePattern } from "./parse-pattern.ts";

/** Patterns with every kind of piece that the parser can read. */
const PATTERNS = [
  "abc",
  "a|b|cd",
  "(|a+)",
  "a*b+c?d{2}e{1,3}f{2,}",
  "(ab)*(?:cd){2}(?<name>e|f)",
  "[a-c]x[^a-z]",
  "[\\w.-]+@[\\d_]+",
  "\\s\\S\\W\\D.",
  "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
  "[\\u{1F600}-\\u{1F602}é]{3}",
  "(a|b(c|d)*)+",
];

/**
 * A pattern that derives a text in several ways. `derivationOf` finds the way that a regular expression takes first. The text may have been
 * made in another way. For example, no round without an "a" is ever found in "b".
 */
const AMBIGUOUS = "((a?)?)*b";

describe.each([...PATTERNS, AMBIGUOUS])("%s", (source) => {
  const pattern = parsePattern(source);
  const whole = new RegExp(`^(?:${source})$`, "u");
  const sampled = fc.sample(
    fromChoices((choices) => derive(pattern, NO_PINS, choices).text),
    { seed: 1, numRuns: 200 },
  );

  test("members are members, and are recognised", () => {
    for (const text of [simplest(pattern).text, ...sampled]) {
      expect(text).toMatch(whole);
      expect(derivationOf(pattern, text)?.text).toBe(text);
    }
  });

  test("what is recognised is what the regular expression matches", () => {
    for (const text of sampled.flatMap((member) => [
      `${member}a`,
      member.slice(1),
      member.slice(0, -1),
      ` ${member}`,
    ])) {
      expect(derivationOf(pattern, text) !== undefined, JSON.stringify(text)).toBe(whole.test(text));
    }
  });

  test("each branch is in all members that were made to have it", () => {
    for (const { kind, node, pins, has } of branchesOf(pattern)) {
      const made = drawnBy((choices) => derive(pattern, pins, choices, node));
      expect(
        made.filter((member) => !has(member)).map(({ text }) => text),
        kind,
      ).toEqual([]);
    }
  });
});

describe.each(PATTERNS)("%s", (source) => {
  const pattern = parsePattern(source);

  test("each branch can be read from the text alone", () => {
    for (const { kind, pins, has } of branchesOf(pattern)) {
      const texts = drawnBy((choices) => derive(pattern, pins, choices).text);
      const having = texts.filter((text) => {
        const member = derivationOf(pattern, text);
        return member !== undefined && has(member);
      });
      expect(having.length, kind).toBeGreaterThan(0);
    }
  });
});

function drawnBy<T>(make: (choices: Choices) => T): T[] {
  return fc.sample(fromChoices(make), { seed: 1, numRuns: 20 });
}

describe("a pattern that members cannot be made of is refused", () => {
  test.each([
    ["(?=a)b", "look-around"],
    ["(?!a)b", "look-around"],
    ["(?<=a)b", "look-around"],
    ["(?<!a)b", "look-around"],
    ["^a", "boundaries"],
    ["a$", "boundaries"],
    ["a\\b", "boundaries"],
    ["(a)\\1", "back-references"],
    ["(?<x>a)\\k<x>", "back-references"],
    ["\\p{L}", "property escapes"],
    ["[\\p{L}]", "property escapes"],
    ["(?i:a)", "modifiers"],
  ])("%s: %s", (source, what) => {
    expect(() => parsePattern(source)).toThrow(UserError);
    expect(() => parsePattern(source)).toThrow(what);
  });

  test.each(["(", "[b-a]", "a{2,1}", "\\_"])("%s is no pattern", (source) => {
    expect(() => parsePattern(source)).toThrow(`pattern ${source}: `);
  });
});

test("characters that cannot stand alone stand at edges of classes only", () => {
  const pattern = parsePattern("[a .]+", (character) => character === "a");
  const plain = fc.sample(
    fromChoices((choices) => derive(pattern, NO_PINS, choices).text),
    { seed: 1, numRuns: 100 },
  );
  expect(plain.join("")).toMatch(/^a+$/);
  const edges = branchesOf(pattern)
    .map(({ pins }) => pins)
    .filter(({ character }) => character !== undefined)
    .map((pins) => simplest(pattern, pins).text);
  expect(edges).toEqual(["aaa", "a a", "a.a"]);
});
