import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { cacheFolder } from "./cache-folder.ts";
import { installNpmPackages } from "./install-npm-packages.ts";

const packages = ["osls@3.77", "@scope/plugin@14.8"];
const versions = ["3.77", "14.8"];

let cache = "";
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "install-packages-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

test("installs nothing that is there", async () => {
  const told: string[] = [];
  mkdirSync(cacheFolder("name", versions), { recursive: true });
  expect(await installNpmPackages("name", packages, (says) => told.push(says))).toBe(
    cacheFolder("name", versions),
  );
  expect(told).toEqual([]);
});

test("says in one line that npm is missing, and leaves nothing behind but what others are installing", async () => {
  const left = `${cacheFolder("name", versions)}.partial-`;
  // Process ids are below 2^22, so no process has this one. The parent of this process is alive.
  mkdirSync(`${left}99999999`, { recursive: true });
  mkdirSync(`${left}${process.ppid}`);
  vi.stubEnv("PATH", cache);
  const told: string[] = [];
  await expect(installNpmPackages("name", packages, (says) => told.push(says))).rejects.toThrow(
    new UserError(
      "target name: npm failed to install osls@3.77 and @scope/plugin@14.8: it is not on the PATH",
    ),
  );
  expect(told).toEqual([
    `installing osls@3.77 and @scope/plugin@14.8 into ${cacheFolder("name", versions)} (the first time only)`,
  ]);
  expect(existsSync(cacheFolder("name", versions))).toBe(false);
  expect(existsSync(`${left}99999999`)).toBe(false);
  expect(existsSync(`${left}${process.pid}`)).toBe(false);
  expect(existsSync(`${left}${process.ppid}`)).toBe(true);
});
