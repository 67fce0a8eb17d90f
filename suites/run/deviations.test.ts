import { expect, test } from "vitest";
import type { Verdict } from "../judge/verdict.ts";
import { createDeviations } from "./deviations.ts";

function verdict(clause: string, outcome: Verdict["outcome"]): Verdict {
  return { clause, outcome, level: "must", says: "", cases: 1, exchanges: 1, ms: 0 };
}

const KNOWN = ["invoke/a/one", "invoke/a/two", "invoke/b/one"];

test("a failure is covered with its reason; a pass is not touched", () => {
  const deviations = createDeviations([{ clause: "invoke/a/*", reason: "why" }], "2026-06-18", "2026-11-22");
  expect(deviations.cover(verdict("invoke/a/one", "fail")).deviation).toBe("why");
  expect(deviations.cover(verdict("invoke/a/two", "pass"))).toEqual(verdict("invoke/a/two", "pass"));
  expect(deviations.cover(verdict("invoke/b/one", "fail")).deviation).toBeUndefined();
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([]);
});

test("an entry that covers nothing is stale, unless none of its clauses was judged", () => {
  const entries = [
    { clause: "invoke/b/one", reason: "r" },
    { clause: "invoke/a/one", reason: "r" },
    { clause: "nothing/**", reason: "r" },
  ];
  const deviations = createDeviations(entries, "2026-06-18", "2026-11-22");
  deviations.cover(verdict("invoke/b/one", "pass"));
  expect(deviations.stale(new Set(["invoke/b/one"]), KNOWN)).toEqual([
    { clause: "invoke/b/one", says: "no longer fails" },
    { clause: "nothing/**", says: "matches no clause" },
  ]);
});

test("a clause that was judged again counts as it was judged last", () => {
  const deviations = createDeviations([{ clause: "invoke/a/one", reason: "r" }], "2026-06-18", "2026-11-22");
  deviations.cover(verdict("invoke/a/one", "fail"));
  deviations.cover(verdict("invoke/a/one", "pass"));
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([
    { clause: "invoke/a/one", says: "no longer fails" },
  ]);
});

test("an expired entry excuses nothing and is told", () => {
  const deviations = createDeviations(
    [{ clause: "invoke/a/one", reason: "r", expires: "2026-11-22" }],
    "2026-06-18",
    "2026-11-22",
  );
  expect(deviations.cover(verdict("invoke/a/one", "fail")).deviation).toBeUndefined();
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([
    { clause: "invoke/a/one", says: "expired on 2026-11-22" },
  ]);
});

test("an entry of other editions is not looked at", () => {
  const entry = { clause: "invoke/a/one", reason: "r", editions: { until: "2024-01-01" } };
  const deviations = createDeviations([entry], "2026-06-18", "2026-11-22");
  expect(deviations.cover(verdict("invoke/a/one", "fail")).deviation).toBeUndefined();
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([]);
});

test("an entry of other versions is not looked at", () => {
  const entry = { clause: "invoke/a/one", reason: "r", versions: ["1.26.*", "2.*"] };
  const of = (version?: string): string | undefined =>
    createDeviations([entry], "2026-06-18", "2026-11-22", version).cover(verdict("invoke/a/one", "fail"))
      .deviation;
  expect(of("1.26.27 (botocore 1.29.27)")).toBe("r");
  expect(of("2.0")).toBe("r");
  expect(of("1.43.11")).toBeUndefined();
  expect(of("11.26.1")).toBeUndefined();
  expect(of(undefined)).toBeUndefined();
});

test("an entry whose clause could not be judged is not stale", () => {
  const deviations = createDeviations([{ clause: "invoke/a/one", reason: "r" }], "2026-06-18", "2026-11-22");
  deviations.cover(verdict("invoke/a/one", "uncovered"));
  expect(deviations.stale(new Set(KNOWN), KNOWN)).toEqual([]);
});
