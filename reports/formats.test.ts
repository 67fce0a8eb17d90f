import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "ctrf";
import { describe, expect, test } from "vitest";
import { memoryPages, validateXML } from "xmllint-wasm";
import { schemaFault } from "../specs/schema-fault.ts";
import { buildReport } from "./build-report.ts";
import { formatNames, loadFormat } from "./formats.ts";
import { recordOf } from "./record.ts";
import type { Report } from "./report.ts";
import { HOSTILE, hostileContext, hostileRecords, hostileRun } from "./testing/hostile-run.ts";

const GOLDEN = join(import.meta.dirname, "testing", "golden");

const report: Report = buildReport(hostileRecords);

async function rendered(name: string, of: Report = report): Promise<string> {
  return (await loadFormat(name)).render(of);
}

describe.each(formatNames())("%s", (name) => {
  test("is as it was looked at (npx vitest run reports -u writes it)", async () => {
    const file = (await loadFormat(name)).file.replace(/^-$/, `${name}.txt`);
    await expect(await rendered(name)).toMatchFileSnapshot(join(GOLDEN, file));
  });

  test("lets nothing through that a terminal or a reader would act on", async () => {
    // The only line breaks are those of the format: what was sent is escaped.
    expect(await rendered(name)).not.toMatch(/(?!\n)\p{C}/u);
  });

  test("starts no command of a program that runs CI jobs", async () => {
    const lines = (await rendered(name)).split("\n");
    const ours = name === "github" ? /^::(?:error|warning|notice) title=/ : /^$/;
    expect(lines.filter((line) => /^\s*::/.test(line) && !ours.test(line))).toEqual([]);
    expect(lines.filter((line) => /##(?:vso|teamcity)?\[/i.test(line))).toEqual([]);
  });

  test("stays small however much was sent", async () => {
    expect((await rendered(name)).length).toBeLessThan(80_000);
  });

  test("renders a run in which nothing was judged", async () => {
    const started = hostileRun.slice(0, 2).flatMap((event) => recordOf(event, hostileContext) ?? []);
    expect(await rendered(name, buildReport(started))).not.toContain("undefined");
  });
});

test("a format that does not exist is told with those that do", async () => {
  await expect(loadFormat("pdf")).rejects.toThrow(formatNames().join(", "));
  await expect(loadFormat("../report")).rejects.toThrow("unknown format");
});

test("JUnit XML is valid for Ant and Jenkins alike", async () => {
  const { valid, errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: await rendered("junit") }],
    schema: [{ fileName: "junit.xsd", contents: readFileSync(join(GOLDEN, "junit.xsd"), "utf8") }],
    maxMemoryPages: memoryPages.GiB,
  });
  expect({ valid, errors }).toEqual({ valid: true, errors: [] });
});

test("JUnit XML counts what the exit status counts", async () => {
  const text = await rendered("junit");
  // Two must clauses, and the deviation that is stale.
  expect(text.match(/<failure /g)).toHaveLength(3);
  expect(text.match(/<error /g)).toHaveLength(2);
  expect(text).toContain('<skipped message="known failure: The emulator invents');
  expect(await rendered("junit", { ...report, run: { ...report.run, strict: true } })).toContain(
    '<failure type="should"',
  );
});

test("CTRF is as its schema says, and fails what the exit status counts", async () => {
  const document = JSON.parse(await rendered("ctrf"));
  expect(validate(document)).toMatchObject({ valid: true });
  expect(validate({ ...document, results: {} })).toMatchObject({ valid: false });
  const { summary, tests } = document.results;
  // Two must clauses, and the deviation that is stale.
  expect(summary).toMatchObject({ failed: 3, tests: tests.length });
  expect(summary.passed + summary.failed + summary.skipped + summary.other).toBe(tests.length);
  const strict = JSON.parse(await rendered("ctrf", { ...report, run: { ...report.run, strict: true } }));
  expect(strict.results.summary.failed).toBe(4);
});

test("the JSON report is as its schema says", async () => {
  expect(schemaFault("report", JSON.parse(await rendered("json")))).toBeUndefined();
  const { seed: _, ...run } = report.run;
  expect(schemaFault("report", { ...report, run })).toMatchObject({ pointer: "/run" });
});

test("JSON and NDJSON hold the very values", async () => {
  expect(JSON.parse(await rendered("json"))).toEqual(report);
  const lines = (await rendered("ndjson")).trimEnd().split("\n");
  expect(buildReport(lines.map((line) => JSON.parse(line)))).toEqual(report);
  expect(JSON.stringify(report)).toContain(JSON.stringify(HOSTILE).slice(1, 40));
});

test("an annotation is one line", async () => {
  const lines = (await rendered("github")).trimEnd().split("\n");
  for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
  expect(lines.filter((line) => line.startsWith("::error"))).toHaveLength(3);
});
