import { expect, test } from "vitest";
import { perhapsNotOffered } from "./not-offered.ts";
import type { ReportedVerdict } from "./report.ts";

const subject = {
  kind: "endpoint" as const,
  name: "it",
  features: { durable: true, logs: true, python: false },
};

const verdict = (
  outcome: ReportedVerdict["outcome"],
  more: Partial<ReportedVerdict> = {},
): ReportedVerdict => ({
  clause: "a/b/c",
  operation: "Invoke",
  level: "must",
  says: "",
  source: [],
  outcome,
  cases: 1,
  exchanges: 1,
  ms: 1,
  requires: ["durable"],
  ...more,
});

test("a feature of which everything fails is perhaps not offered", () => {
  const verdicts = [verdict("fail"), verdict("fail"), verdict("fail"), verdict("uncovered")];
  expect(perhapsNotOffered({ subject, verdicts })).toEqual([{ feature: "durable", failing: 3 }]);
});

test.each([
  ["one clause passes", [verdict("fail"), verdict("fail"), verdict("fail"), verdict("pass")]],
  ["too few clauses fail", [verdict("fail"), verdict("fail")]],
  ["the failures are known", Array(3).fill(verdict("fail", { deviation: "known" }))],
  ["it is declared absent", Array(3).fill(verdict("fail", { requires: ["python"] }))],
])("nothing is said where %s", (_, verdicts) => {
  expect(perhapsNotOffered({ subject, verdicts })).toEqual([]);
});
