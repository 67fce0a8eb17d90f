import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createJournal } from "../reports/journal.ts";
import type { ReportRecord } from "../reports/record.ts";
import { hostileRecords } from "../reports/testing/hostile-run.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { command } from "./report.ts";
import { call } from "./testing/call.ts";

const records = hostileRecords;
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function journal(of: readonly ReportRecord[]): void {
  const file = createJournal(join(cwd, "journal.ndjson"), "new");
  for (const record of of) file.append(record);
  file.close();
}

test("writes into the folder that the config file names", async () => {
  journal(records);
  writeFileSync(join(cwd, "lambda-conformance.config.json"), JSON.stringify({ out: "mine" }));
  await call(command, ["journal.ndjson"], { cwd });
  expect(existsSync(join(cwd, "mine/report.json"))).toBe(true);
  expect(existsSync(join(cwd, "conformance-report"))).toBe(false);
});

test("makes the reports of a run, and exits as it did", async () => {
  journal(records);
  const { out, exitCode } = await call(
    command,
    ["journal.ndjson", "--report", "junit", "--report", "badge:b.json"],
    {
      cwd,
    },
  );
  expect(exitCode).toBe(1);
  expect(out).toContain("Does not conform: 2 must clauses fail");
  expect(out).toContain("Reports: conformance-report/report.json, conformance-report/junit.xml, b.json");
  expect(JSON.parse(readFileSync(join(cwd, "b.json"), "utf8"))).toMatchObject({ color: "red" });
  const report: unknown = JSON.parse(readFileSync(join(cwd, "conformance-report/report.json"), "utf8"));
  expect(schemaFault("report", report)).toBeUndefined();
});

test("tells what is known of a run that was killed", async () => {
  journal(
    records.filter(
      (record) => "header" in record || ("verdict" in record && record.verdict.outcome === "pass"),
    ),
  );
  const { out, exitCode } = await call(command, ["journal.ndjson"], { cwd });
  expect(exitCode).toBe(2);
  expect(out).toContain("the run was killed before this clause was reached");
});

test("strict counts should clauses too, in every format", async () => {
  journal(records);
  const { out } = await call(command, ["journal.ndjson", "--strict", "--report", "junit:-"], { cwd });
  expect(out).toContain("2 must and 1 should clauses fail");
  expect(out).toContain('<failure type="should"');
});

test.skipIf(!existsSync("/dev/full"))(
  "a report that cannot be written is told, the others are written",
  async () => {
    journal(records.filter((record) => !("verdict" in record) || record.verdict.outcome === "pass"));
    const { err, exitCode } = await call(command, ["journal.ndjson", "--report", "badge:/dev/full"], { cwd });
    expect(err).toMatch(/full: the report could not be written/);
    expect(exitCode).not.toBe(0);
    expect(readFileSync(join(cwd, "conformance-report/report.json"), "utf8")).toContain('"version": 1');
  },
);

test("a folder that cannot be made is told before anything is written", async () => {
  await expect(
    call(command, ["journal.ndjson", "--report", "badge:/dev/null/badge"], { cwd }),
  ).rejects.toThrow("/dev/null: the folder for reports cannot be created");
});

test("a format that does not exist is told before anything is written", async () => {
  await expect(call(command, ["journal.ndjson", "--report", "pdf"], { cwd })).rejects.toThrow(
    "unknown format",
  );
});
