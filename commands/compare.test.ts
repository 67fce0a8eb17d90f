import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { after, before } from "../reports/testing/two-reports.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { command } from "./compare.ts";
import { call } from "./testing/call.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "compare-"));
  writeFileSync(join(cwd, "a.json"), JSON.stringify(before));
  writeFileSync(join(cwd, "b.json"), JSON.stringify(after));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test("without a format it prints a table", async () => {
  const { out, exitCode } = await call(command, ["a.json", "b.json"], { cwd });
  expect(out).toContain("3 of 11 clauses differ\n");
  expect(exitCode).toBe(0);
});

test("formats go to their files, or to standard output", async () => {
  const { out, err } = await call(
    command,
    ["a.json", "b.json", "--report", "html", "--report", "json:deep/c.json", "--report", "markdown"],
    { cwd },
  );
  expect(out).toMatch(/^# AWS Lambda Invoke conformance, side by side\n/);
  expect(err).toBe("Report: conformance-report/comparison.html\nReport: deep/c.json\n");
  expect(readFileSync(join(cwd, "conformance-report/comparison.html"), "utf8")).toMatch(/^<!doctype html>/);
  const written: unknown = JSON.parse(readFileSync(join(cwd, "deep/c.json"), "utf8"));
  expect(schemaFault("comparison", written)).toBeUndefined();
});

test.each([
  [["a.json"], "give two reports or more"],
  [["a.json", "none.json"], /none\.json: there is no such file$/],
  [["a.json", "b.json", "--report", "pdf"], "use one of html, markdown, json"],
  [["a.json", "b.json", "--report", "json:/dev/null/x"], /null\/x: cannot be written \(/],
])("%j is refused", async (args, says) => {
  await expect(call(command, args, { cwd })).rejects.toThrow(says);
});

test("a report of another version is told as one", async () => {
  writeFileSync(join(cwd, "b.json"), JSON.stringify({ ...after, version: 2 }));
  await expect(call(command, ["a.json", "b.json"], { cwd })).rejects.toThrow(
    /^b\.json: report format version /,
  );
});
