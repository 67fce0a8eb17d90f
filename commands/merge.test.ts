import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { before } from "../reports/testing/two-reports.ts";
import { command } from "./merge.ts";
import { call } from "./testing/call.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "merge-"));
  const { verdicts } = before;
  writeFileSync(join(cwd, "a.json"), JSON.stringify({ ...before, verdicts: verdicts.slice(0, 3) }));
  writeFileSync(join(cwd, "b.json"), JSON.stringify({ ...before, verdicts: verdicts.slice(3) }));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test("parts are written and concluded from as one run", async () => {
  const { out, exitCode } = await call(
    command,
    ["a.json", "b.json", "--out", "whole", "--report", "badge:-"],
    {
      cwd,
    },
  );
  expect(out).toContain("Does not conform: 2 must clauses fail");
  expect(out).toContain('"message":"divergence 60 %, coverage 62.5 %"');
  expect(out).toContain("Reports: whole/report.json\n");
  expect(exitCode).toBe(1);
  const merged = JSON.parse(readFileSync(join(cwd, "whole/report.json"), "utf8")) as typeof before;
  expect(merged.summary).toEqual(before.summary);
});

test("parts that do not fit are told by their files, and nothing is written", async () => {
  await expect(call(command, ["a.json", "a.json"], { cwd })).rejects.toThrow("is in both a.json and a.json");
  expect(() => readFileSync(join(cwd, "conformance-report/report.json"))).toThrow("ENOENT");
});
