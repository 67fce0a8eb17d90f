import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { after, before } from "../reports/testing/two-reports.ts";
import { command } from "./diff.ts";
import { call } from "./testing/call.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "diff-"));
  writeFileSync(join(cwd, "a.json"), JSON.stringify(before));
  writeFileSync(join(cwd, "b.json"), JSON.stringify(after));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test("what counts and fails newly makes it exit with 1", async () => {
  const { out, exitCode } = await call(command, ["a.json", "b.json"], { cwd });
  expect(out).toContain("✗ invoke/status/request-response  must  pass -> fail\n");
  expect(out).toMatch(/\n2 new failures that count\.\n$/);
  expect(exitCode).toBe(1);
});

test("--json is --report json:-, and goes with no other report", async () => {
  const { out } = await call(command, ["a.json", "b.json", "--json"], { cwd });
  expect(out).toBe((await call(command, ["a.json", "b.json", "--report", "json:-"], { cwd })).out);
  expect(JSON.parse(out).failing).not.toEqual([]);
  await expect(
    call(command, ["a.json", "b.json", "--json", "--report", "markdown"], { cwd }),
  ).rejects.toThrow("cannot be used with");
});

test("otherwise it exits with 0, whatever failed before", async () => {
  const { out, exitCode } = await call(command, ["b.json", "b.json"], { cwd });
  expect(out).toMatch(/\nNo new failure that counts\.\n$/);
  expect(exitCode).toBe(0);
});

test("a new clause that fails is no change of the subject", async () => {
  const added = "invoke/tenant-id/max-length";
  const verdicts = [...before.verdicts, ...after.verdicts.filter(({ clause }) => clause === added)];
  writeFileSync(join(cwd, "c.json"), JSON.stringify({ ...before, verdicts }));
  const { out, exitCode } = await call(command, ["a.json", "c.json"], { cwd });
  expect(out).toContain(`    ${added}  must  fail`);
  expect(exitCode).toBe(0);
});

test("with --strict should clauses count", async () => {
  const { exitCode } = await call(command, ["b.json", "a.json", "--report", "json"], { cwd });
  expect(exitCode).toBe(1);
  const verdicts = before.verdicts.filter(({ level }) => level === "should");
  writeFileSync(join(cwd, "fails.json"), JSON.stringify({ ...before, verdicts }));
  const passing = verdicts.map(({ failure: _, because: __, ...verdict }) => ({
    ...verdict,
    outcome: "pass",
  }));
  writeFileSync(join(cwd, "passes.json"), JSON.stringify({ ...before, verdicts: passing }));
  const args = ["passes.json", "fails.json", "--report", "markdown"];
  expect((await call(command, args, { cwd })).exitCode).toBe(0);
  expect((await call(command, [...args, "--strict"], { cwd })).exitCode).toBe(1);
});
