import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "make-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder is made with those above it, and may be there already", () => {
  const path = join(folder, "a/b/c");
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test("one that cannot be made is told", () => {
  writeFileSync(join(folder, "file"), "");
  for (const name of ["file", "file/x/y"]) {
    expect(() => makeFolder(join(folder, name))).toThrow(/^EEXIST: .*\/file'$/);
  }
});

test.runIf(process.platform === "linux")("one in /proc is told, and not tried for ever", () => {
  expect(() => makeFolder("/proc/x/y")).toThrow("ENOENT");
});
