import { expect, test } from "vitest";
import { carriedLevel, type Levelled, levelFault, recorderOf } from "./level-fault.ts";
import type { Source } from "./source.ts";

const source = (kind: Source["kind"], by?: string, recorded?: string): Source => ({
  kind,
  where: "somewhere",
  ...(by !== undefined && { by }),
  ...(recorded !== undefined && { recorded }),
});
const clause = (
  level: Levelled["level"],
  sources: readonly Source[],
  other: Partial<Levelled> = {},
): Levelled => ({
  id: "a/b/c",
  binds: "server",
  level,
  expect: [{ schema: true }],
  source: sources,
  ...other,
});

const once = source("observed", "a/b", "2025-11-25");
const again = source("observed", "a/b", "2025-12");
const later = source("observed", "a/b", "2026");
const another = source("observed", "c/d", "2025");

test.each<[string, Levelled]>([
  ["must, documented", clause("must", [source("documented")])],
  ["must, modelled", clause("must", [source("modelled")])],
  ["must, recorded by two authors", clause("must", [once, another])],
  ["must, recorded by one author in two years", clause("must", [once, later])],
  [
    "must, a form of the answer recorded by another author",
    clause("must", [once], { expect: [{ error: "X", source: another }] }),
  ],
  ["should, recorded once", clause("should", [once])],
  ["should, a standard", clause("should", [source("protocol")])],
  [
    "should, documented: a rule may stand lower than its evidence carries",
    clause("should", [source("documented")]),
  ],
  ["may, a third party's word", clause("may", [source("reported")])],
  [
    "must for clients, measured with two of them",
    clause("must", [source("measured", "x"), source("measured", "y")], { binds: "client" }),
  ],
])("%s", (_, sound) => {
  expect(levelFault(sound, false)).toBeUndefined();
});

test.each<[string, Levelled, RegExp]>([
  ["must, a standard alone", clause("must", [source("protocol")]), /there is none$/],
  ["must, recorded once", clause("must", [once]), /there is one recording$/],
  [
    "must, recorded twice by one author in one year",
    clause("must", [once, again]),
    /there is one recording$/,
  ],
  [
    "must for endpoints, measured with clients",
    clause("must", [source("measured", "x"), source("measured", "y")]),
    /there is none$/,
  ],
  ["should, a third party's word", clause("should", [source("reported")]), /there is only reported$/],
  [
    "a recording by nobody",
    clause("must", [source("documented"), source("observed")]),
    /"somewhere" is recorded and does not say by whom/,
  ],
])("%s is refused", (_, wrong, says) => {
  expect(levelFault(wrong, false)).toMatch(says);
});

test("what a recording speaks against is neither must nor should, whatever documents say", () => {
  expect(levelFault(clause("must", [source("documented")]), true)).toMatch(/a recording speaks against it/);
  expect(levelFault(clause("should", [once]), true)).toMatch(/a recording speaks against it/);
  expect(levelFault(clause("may", [once]), true)).toBeUndefined();
});

test("what sources carry", () => {
  expect(carriedLevel(clause("may", [once, another]))).toBe("must");
  expect(carriedLevel(clause("may", [once]))).toBe("should");
  expect(carriedLevel(clause("may", [source("reported")]))).toBe("may");
});

test("an author in a year is one recorder", () => {
  expect(recorderOf(once)).toBe("a/b 2025");
  expect(recorderOf(source("observed", "a/b"))).toBe("a/b");
});
