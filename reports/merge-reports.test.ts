import { expect, test } from "vitest";
import { schemaFault } from "../specs/schema-fault.ts";
import { mergeReports } from "./merge-reports.ts";
import type { Report } from "./report.ts";
import { after, before } from "./testing/two-reports.ts";

/** A part of a report, as a run with `--only` would have made it. */
function part(
  name: string,
  from: number,
  to: number,
  more: Partial<Report> = {},
): { name: string; report: Report } {
  const { staleDeviations: _, ...rest } = before;
  return {
    name,
    report: { ...rest, staleDeviations: [], verdicts: before.verdicts.slice(from, to), ...more },
  };
}

test("parts make the report of the whole", () => {
  const merged = mergeReports([part("a", 0, 4), part("b", 4, 8), part("c", 8, 20)]);
  expect(merged.verdicts).toEqual(before.verdicts);
  expect(merged.summary).toEqual(before.summary);
  expect(merged.errors).toEqual(before.errors);
  expect(merged.notices).toEqual(before.notices);
  expect(merged.run).toEqual({ ...before.run, durationMs: 3 * 12_345, exchanges: 3 * 2_000 });
  expect(schemaFault("report", JSON.parse(JSON.stringify(merged)))).toBeUndefined();
});

test("one report is its own merger", () => {
  expect(mergeReports([{ name: "a", report: before }])).toEqual(before);
});

test("features are those of all parts, the start is that of the first to start, errors the most telling", () => {
  const [seen] = before.errors;
  const [a, b] = [part("a", 0, 4), part("b", 4, 20)];
  const merged = mergeReports([
    {
      ...a,
      report: { ...a.report, errors: [{ ...(seen as NonNullable<typeof seen>), outcome: "not seen" }] },
    },
    {
      ...b,
      report: {
        ...b.report,
        subject: { ...b.report.subject, features: { async: true } },
        run: { ...b.report.run, startedAt: "2026-11-01T00:00:00.000Z" },
      },
    },
  ]);
  expect(merged.subject.features).toEqual({ ...before.subject.features, async: true });
  expect(merged.run.startedAt).toBe("2026-11-01T00:00:00.000Z");
  expect(merged.errors[0]).toEqual(seen);
});

test("a deviation is stale when no part has the failure that it covers", () => {
  const stale = [{ clause: "invoke/**", says: "no longer fails" }];
  const passing = part("a", 0, 1, { staleDeviations: stale });
  // First the second part judges nothing that the entry names. Then it has a failure that the entry covers.
  expect(mergeReports([passing, part("b", 9, 10)]).staleDeviations).toEqual(stale);
  expect(mergeReports([passing, part("b", 1, 2)]).staleDeviations).toEqual([]);
  const expired = [{ clause: "invoke/**", says: "expired on 2026-01-01" }];
  expect(
    mergeReports([
      part("a", 0, 1, { staleDeviations: expired }),
      part("b", 1, 2, { staleDeviations: expired }),
    ]).staleDeviations,
  ).toEqual(expired);
});

test.each<[string, Partial<Report>, RegExp]>([
  ["another subject", { subject: after.subject }, /the version of the subject is .* in a, 2\.0 in b$/s],
  ["another edition", { edition: "2023-11-16" }, /the edition is 2026-06-18 in a, 2023-11-16 in b$/],
  ["another seed", { run: { ...before.run, seed: 7 } }, /the seed is 42 in a, 7 in b$/],
  ["other rules", { run: { ...before.run, specs: "1" } }, /the specification is 0+ in a, 1 in b$/],
  ["an end before the end", { run: { ...before.run, ended: "killed" } }, /^b: its run did not complete/],
])("%s does not fit", (_, more, says) => {
  expect(() => mergeReports([part("a", 0, 4), part("b", 4, 8, more)])).toThrow(says);
});

test("a clause of two parts is refused", () => {
  expect(() => mergeReports([part("a", 0, 4), part("b", 3, 8)])).toThrow(
    "invoke/existence/unknown is in both a and b",
  );
});
