import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Choices, fromChoices, neverRefuses } from "./choices.ts";

function word(choices: Choices): string {
  let text = "";
  choices.repeat(1, 20, () => {
    text += "abcdefghij".charAt(choices.pick(10));
  });
  return text;
}

/** What a value shrinks to when everything that fits is accepted. */
function smallest<T>(
  make: (choices: Choices) => T | undefined,
  fits: (value: T) => boolean,
  seed: number,
): T | undefined {
  const property = fc.property(fromChoices(make), (value) => !fits(value));
  return fc.check(property, { seed, numRuns: 1000 }).counterexample?.[0];
}

describe("fromChoices", () => {
  test("all choices appear", () => {
    const values = fc.sample(
      fromChoices((choices) => choices.pick(10)),
      { seed: 1, numRuns: 300 },
    );
    expect(new Set(values).size).toBe(10);
  });

  test("repetitions keep to their bounds and reach them", () => {
    const lengths = fc.sample(fromChoices(word), { seed: 1, numRuns: 500 }).map((text) => text.length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBe(20);
  });

  test.each([1, 2, 3, 4, 5])("shrinks to the simplest of all when anything fails (seed %i)", (seed) => {
    expect(smallest(word, () => true, seed)).toBe("a");
  });

  test.each([1, 2, 3, 4, 5])(
    "leaves out the items that do not matter, first ones and last ones (seed %i)",
    (seed) => {
      expect(smallest(word, (text) => text.includes("f"), seed)).toBe("f");
      expect(smallest(word, (text) => text.length >= 7, seed)).toBe("aaaaaaa");
      expect(smallest(word, (text) => /[e-j].*c/.test(text), seed)).toMatch(/^ec$/);
    },
  );

  test("items of items are left out with what is in them", () => {
    const words = (choices: Choices): string[] => {
      const list: string[] = [];
      choices.repeat(0, 6, () => list.push(word(choices)));
      return list;
    };
    for (const seed of [1, 2, 3]) {
      expect(smallest(words, (list) => list.some((text) => text.includes("j")), seed)).toEqual(["j"]);
    }
  });

  test("what a value shrinks to is made by the maker: its promises hold", () => {
    const even = (choices: Choices): number => 2 * choices.pick(500);
    const seen: number[] = [];
    fc.check(
      fc.property(fromChoices(even), (value) => {
        seen.push(value);
        return value < 100;
      }),
      { seed: 1, numRuns: 100 },
    );
    expect(seen.every((value) => value % 2 === 0)).toBe(true);
    expect(smallest(even, (value) => value >= 100, 1)).toBe(100);
  });

  test("nothing is proposed twice", () => {
    const seen: string[] = [];
    fc.check(
      fc.property(fromChoices(word), (text) => {
        seen.push(text);
        return text.length < 9;
      }),
      { seed: 1, numRuns: 1 },
    );
    // The value that fails comes first; the same text may be made of other choices, but hardly ever is.
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("a path leads to the same value again", () => {
    const property = fc.property(fromChoices(word), (text) => text.length < 5 || !text.includes("g"));
    const details = fc.check(property, { seed: 7, numRuns: 1000 });
    const path = details.counterexamplePath ?? "";
    expect(path).toContain(":");
    expect(fc.sample(fromChoices(word), { seed: 7, path, numRuns: 1 })).toEqual(details.counterexample);
  });

  test("choices that make nothing are drawn anew and counted; a maker that makes nothing at all is told", () => {
    const odd = fromChoices((choices) => {
      const number = choices.pick(100);
      return number % 2 === 1 ? number : undefined;
    });
    expect(fc.sample(odd, { seed: 1, numRuns: 100 }).every((number) => number % 2 === 1)).toBe(true);
    expect(odd.drawn).toBe(100);
    expect(odd.refused).toBeGreaterThan(50);
    expect(() =>
      fc.sample(
        fromChoices(() => undefined),
        { seed: 1, numRuns: 1 },
      ),
    ).toThrow("refused");
  });
});

test("neverRefuses finds the one combination of small choices that makes nothing", () => {
  const parts = (choices: Choices): true | undefined => {
    const there = [0, 1, 2, 3, 4].map(() => choices.pick(2));
    return there.join("") === "01011" ? undefined : true;
  };
  expect(neverRefuses(parts)).toBe(false);
  expect(neverRefuses(() => true)).toBe(true);
});
