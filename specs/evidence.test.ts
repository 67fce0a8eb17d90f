import { expect, test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";
import { type Evidence, evidenceOf, evidenceWords, readEvidence } from "./evidence.ts";
import { loadSpecification } from "./load-specification.ts";

const { clauses } = loadSpecification();

test.each<[Evidence, string]>([
  [
    {
      recordings: 24,
      sources: 6,
      newest: "2026-09-15",
      regions: ["us-east-1"],
      basis: ["observed", "documented"],
    },
    "recorded 24 times by 6 independent sources, last 2026-09-15 (us-east-1); documented",
  ],
  [
    { recordings: 1, sources: 1, regions: [], basis: ["protocol"] },
    "recorded 1 time by 1 independent source; part of a standard",
  ],
  [
    { recordings: 0, sources: 0, regions: [], basis: ["modelled", "documented"] },
    "no recording; in the official model; documented",
  ],
  [
    { recordings: 0, sources: 0, regions: [], basis: ["observed"] },
    "no recording; cited from recordings elsewhere",
  ],
  [
    { recordings: 2, sources: 1, regions: [], against: 3, basis: ["documented"] },
    "recorded 2 times by 1 independent source; 3 recordings against it; documented",
  ],
])("%j in words", (evidence, words) => {
  expect(evidenceWords(evidence)).toBe(words);
});

test("kinds of sources stand once, the surest first, those of answers among them", () => {
  const evidence = evidenceOf({
    source: [
      { kind: "documented", where: "a" },
      { kind: "documented", where: "b" },
    ],
    expect: [{ error: "X", source: { kind: "observed", where: "c" } }],
  });
  expect(evidence.basis).toEqual(["observed", "documented"]);
});

test("the loader tells the evidence of each clause", () => {
  const clause = clauses.find(({ id }) => id === "invoke/status/event");
  expect(clause?.evidence).toMatchObject({ basis: expect.arrayContaining(["documented"]) });
  expect(clause?.evidence?.recordings).toBeGreaterThan(5);
  expect(clauses.every(({ evidence }) => evidence !== undefined)).toBe(true);
});

test("what is in evidence.json are clauses", () => {
  const known = new Set(clauses.map(({ id }) => id));
  expectList(
    "clauses of specs/evidence.json that are not there",
    Object.keys(readEvidence()).filter((id) => !known.has(id)),
    [],
    "node scripts/evidence.ts",
  );
});
