import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaFault } from "../specs/schema-fault.ts";
import { type Comparison, compare } from "./comparison.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import { comparisonText } from "./comparison-text.ts";
import { comparisonPage } from "./html/comparison-page.ts";
import { jsonText } from "./json-text.ts";
import { createStyle } from "./style.ts";
import { after, before } from "./testing/two-reports.ts";

const comparison = compare([before, after]);

const FORMS: Readonly<Record<string, (comparison: Comparison) => string>> = {
  "comparison.txt": (all) => comparisonText(all, createStyle({ width: 100, colour: false })),
  "comparison.md": comparisonMarkdown,
  "comparison.json": (all) => `${jsonText(all, 2)}\n`,
  "comparison.html": comparisonPage,
};

describe.each(Object.entries(FORMS))("%s", (file, render) => {
  test("is as it was looked at", async () => {
    await expect(render(comparison)).toMatchFileSnapshot(
      join(import.meta.dirname, "testing", "golden", file),
    );
  });

  test("lets nothing through that a terminal or a reader would act on", () => {
    expect(render(comparison)).not.toMatch(/(?!\n)\p{C}/u);
  });
});

function differing(...reports: Parameters<typeof compare>[0]): string[] {
  return compare(reports).clauses.flatMap(({ clause, differs }) => (differs ? [clause] : []));
}

test("subjects differ where they were judged and do not do the same", () => {
  // Without invoke/existence/unknown, which fails for both, and without clauses that only one of them was judged by.
  expect(differing(before, after)).toEqual([
    "invoke/status/request-response",
    "invoke/qualifier/max-length",
    "invoke/limits/edge",
  ]);
  expect(differing(before, before)).toEqual([]);
});

test("what comes with an answer that no source names is no difference", () => {
  const [verdict] = before.verdicts.filter(({ outcome }) => outcome === "noted");
  const saying = (answer: string): typeof before => ({
    ...before,
    verdicts: [{ ...(verdict as NonNullable<typeof verdict>), answers: { [answer]: 1 } }],
  });
  expect(differing(saying('other: 200 {"nonce":1}'), saying('other: 200 {"nonce":2}'))).toEqual([]);
  expect(differing(saying("other: 200 {}"), saying("other: 500 {}"))).toEqual([verdict?.clause]);
});

test("a clause that one report lacks stands there without a verdict", () => {
  const seen = (clause: string): unknown => comparison.clauses.find((one) => one.clause === clause)?.seen;
  expect(seen("invoke/tenant-id/max-length")).toEqual([null, { outcome: "fail" }]);
  expect(seen("invoke/errors/known-code")).toEqual([expect.objectContaining({ outcome: "fail" }), null]);
});

test("each subject has a label of its own, and its badge", () => {
  const labels = (reports: Parameters<typeof compare>[0]): string[] =>
    compare(reports).subjects.map(({ label }) => label);
  const named = (name: string, version?: string): typeof before => ({
    ...before,
    subject: { kind: "endpoint", name, features: {}, ...(version !== undefined && { version }) },
  });
  expect(labels([named("a", "1"), named("b", "1")])).toEqual(["a", "b"]);
  expect(labels([named("a", "1"), named("a", "2"), named("b", "2")])).toEqual(["a 1", "a 2", "b"]);
  expect(labels([named("a", "1"), named("a", "1")])).toEqual(["a 1 (1)", "a 1 (2)"]);
  expect(comparison.subjects.map(({ badge }) => badge.message)).toEqual([
    "divergence 60 %, coverage 62.5 %",
    expect.stringMatching(/^divergence .* %, coverage .* %$/),
  ]);
});

test("one report, and endpoints beside clients, are refused", () => {
  expect(() => compare([before])).toThrow("give two reports or more");
  expect(() => compare([before, { ...after, subject: { ...after.subject, kind: "client" } }])).toThrow(
    "endpoints cannot be compared with clients",
  );
});

test("the JSON is as its schema says", () => {
  expect(schemaFault("comparison", JSON.parse(JSON.stringify(comparison)))).toBeUndefined();
  expect(schemaFault("comparison", { ...comparison, subjects: [] })).toMatchObject({ pointer: "/subjects" });
});
