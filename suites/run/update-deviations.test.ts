import { expect, test } from "vitest";
import type { Deviation } from "../../targets/target.ts";
import type { Verdict } from "../judge/verdict.ts";
import { createDeviations } from "./deviations.ts";
import { type RunForDeviations, type UpdatedDeviations, updateDeviations } from "./update-deviations.ts";

const KNOWN = ["a/x/1", "a/x/2", "a/x/3", "b/y/1", "b/y/2"];

function run(outcomes: Readonly<Record<string, Verdict["outcome"]>>): RunForDeviations {
  return {
    verdicts: Object.entries(outcomes).map(([clause, outcome]) => ({ clause, outcome, level: "must" })),
    known: KNOWN,
    edition: "2026-06-18",
    version: "1.2.3",
    today: "2026-11-22",
    strict: false,
  };
}

function update(
  entries: readonly Deviation[],
  outcomes: Readonly<Record<string, Verdict["outcome"]>>,
): UpdatedDeviations {
  return updateDeviations(entries, run(outcomes));
}

test("a failure that is not known gets an entry that asks for its reason", () => {
  expect(update([], { "a/x/1": "fail", "a/x/2": "pass", "b/y/1": "error", "b/y/2": "noted" })).toEqual({
    entries: [{ clause: "a/x/1", reason: "" }],
    added: [{ clause: "a/x/1", reason: "" }],
    dropped: [],
  });
});

test("failing should clauses get one where they count", () => {
  const verdicts: RunForDeviations["verdicts"] = [{ clause: "a/x/1", outcome: "fail", level: "should" }];
  expect(updateDeviations([], { ...run({}), verdicts }).entries).toEqual([]);
  expect(updateDeviations([], { ...run({}), verdicts, strict: true }).entries).toHaveLength(1);
});

test("an entry that fully holds stays as it is", () => {
  const entries = [
    { clause: "a/x/*", reason: "r", issue: "#1", editions: { since: "2020-01-01" }, versions: ["1.*"] },
    { clause: "b/y/1", reason: "s", expires: "2027-01-01" },
  ];
  const failing = { "a/x/1": "fail", "a/x/2": "fail", "a/x/3": "uncovered", "b/y/1": "fail" } as const;
  expect(update(entries, failing)).toEqual({ entries, added: [], dropped: [] });
});

test("of a glob that holds for a part, the part stays with its reason", () => {
  const { entries, added, dropped } = update([{ clause: "a/**", reason: "r", issue: "#1" }], {
    "a/x/1": "fail",
    "a/x/2": "pass",
    "a/x/3": "fail",
  });
  expect(entries).toEqual([
    { clause: "a/x/1", reason: "r", issue: "#1" },
    { clause: "a/x/3", reason: "r", issue: "#1" },
  ]);
  expect({ added, dropped }).toEqual({ added: [], dropped: [] });
});

test("what is stale goes", () => {
  const entries = [
    { clause: "a/x/*", reason: "passes" },
    { clause: "c/z/1", reason: "names no clause" },
    { clause: "b/y/1", reason: "passes and has expired", expires: "2020-01-01" },
  ];
  expect(update(entries, { "a/x/1": "pass", "b/y/1": "noted" })).toEqual({
    entries: [],
    added: [],
    dropped: entries,
  });
});

test.each<[string, Deviation, Readonly<Record<string, Verdict["outcome"]>>]>([
  ["clauses that were not run", { clause: "a/x/1", reason: "r" }, { "b/y/1": "pass" }],
  [
    "a glob of which a part was not run",
    { clause: "a/x/*", reason: "r" },
    { "a/x/1": "fail", "a/x/2": "pass" },
  ],
  ["clauses that could not be judged", { clause: "a/x/1", reason: "r" }, { "a/x/1": "error" }],
  [
    "other editions",
    { clause: "a/x/1", reason: "r", editions: { until: "2024-01-01" } },
    { "a/x/1": "pass" },
  ],
  ["other versions", { clause: "a/x/1", reason: "r", versions: ["2.*"] }, { "a/x/1": "pass" }],
  [
    "an expired entry that still fails",
    { clause: "a/x/1", reason: "r", expires: "2026-01-01" },
    { "a/x/1": "fail" },
  ],
])("%s: the entry is left alone", (_, entry, outcomes) => {
  expect(update([entry], outcomes)).toEqual({ entries: [entry], added: [], dropped: [] });
});

test("an entry in the shadow of those before it goes", () => {
  const entries = [
    { clause: "a/x/1", reason: "its own" },
    { clause: "a/x/*", reason: "all" },
    { clause: "a/x/2", reason: "never told" },
  ];
  expect(update(entries, { "a/x/1": "fail", "a/x/2": "fail", "a/x/3": "fail" })).toEqual({
    entries: entries.slice(0, 2),
    added: [],
    dropped: entries.slice(2),
  });
});

test("with reasons for all of them, the same run has nothing that is not covered and nothing stale", () => {
  const outcomes = {
    "a/x/1": "fail",
    "a/x/2": "pass",
    "a/x/3": "fail",
    "b/y/1": "fail",
    "b/y/2": "pass",
  } as const;
  const { entries } = update(
    [
      { clause: "a/**", reason: "r" },
      { clause: "b/y/2", reason: "s" },
    ],
    outcomes,
  );
  const explained = entries.map((entry) => ({ ...entry, reason: "because" }));
  const deviations = createDeviations(explained, "2026-06-18", "2026-11-22", "1.2.3");
  for (const [clause, outcome] of Object.entries(outcomes)) {
    const verdict = deviations.cover({
      clause,
      outcome,
      level: "must",
      says: "",
      cases: 1,
      exchanges: 1,
      ms: 0,
    });
    expect(verdict.deviation).toBe(outcome === "fail" ? "because" : undefined);
  }
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([]);
  expect(update(explained, outcomes)).toEqual({ entries: explained, added: [], dropped: [] });
});
