import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/** Where a known target, or the driver of a known client, of these versions is kept: `~/.cache/lambda-conformance/NAME-VERSIONS`, or under `$XDG_CACHE_HOME`. */
export function cacheFolder(
  name: string,
  versions: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const cache = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "lambda-conformance", [name, ...versions].join("-"));
}

/**
 * The cache folder of a target or a client, filled the first time.
 * @param fill installs or builds in the empty folder that it is given, which is moved to its place afterwards
 */
export async function filledCacheFolder(
  name: string,
  versions: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = cacheFolder(name, versions);
  if (existsSync(folder)) return folder;
  // The first run to rename a finished folder wins; two runs never write into the same one.
  sweep(folder);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await fill(partial);
    try {
      renameSync(partial, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Removes what killed runs left behind. */
function sweep(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  for (const entry of readdirSync(dirname(folder))) {
    const [, owner] = entry.split(`${basename(folder)}.partial-`);
    if (owner === undefined || isAlive(Number(owner))) continue;
    rmSync(join(dirname(folder), entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
