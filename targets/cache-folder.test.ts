import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cacheFolder, filledCacheFolder } from "./cache-folder.ts";

let cache = "";
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "cache-folder-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

const filled = (text: string) =>
  filledCacheFolder("name", ["1"], async (folder) => writeFileSync(join(folder, "file"), text));

test("each set of versions has a folder of its own", () => {
  expect(cacheFolder("name", ["3.77", "14.8"], { XDG_CACHE_HOME: "/c" })).toBe(
    "/c/lambda-conformance/name-3.77-14.8",
  );
  expect(cacheFolder("name", ["1"], { XDG_CACHE_HOME: "" })).toBe(
    join(homedir(), ".cache/lambda-conformance/name-1"),
  );
});

test("a folder is filled once, and nothing of a failure stays", async () => {
  const failing = filledCacheFolder("name", ["1"], async (folder) => {
    writeFileSync(join(folder, "half"), "");
    throw new Error("no network");
  });
  await expect(failing).rejects.toThrow("no network");
  expect(existsSync(cacheFolder("name", ["1"]))).toBe(false);

  expect(await filled("first")).toBe(cacheFolder("name", ["1"]));
  const folder = await filled("second");
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("first");
});

test("of two runs at once, the first to finish wins", async () => {
  const folder = await filledCacheFolder("name", ["1"], async (own) => {
    mkdirSync(cacheFolder("name", ["1"]));
    writeFileSync(join(cacheFolder("name", ["1"]), "file"), "theirs");
    writeFileSync(join(own, "file"), "ours");
  });
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("theirs");
});
