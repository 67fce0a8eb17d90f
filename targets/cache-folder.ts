import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * The cache folder of a known target, or of the driver of a known client, in these versions: `~/.cache/lambda-conformance/NAME-VERSIONS`,
 * or under `$XDG_CACHE_HOME`.
 */
export function cacheFolder(
  name: string,
  versions: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const cache = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "lambda-conformance", [name, ...versions].join("-"));
}

/**
 * The cache folder of a target or a client. The first run fills it.
 * @param fill installs or builds into an empty folder, which is then moved to its place
 */
export async function filledCacheFolder(
  name: string,
  versions: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = cacheFolder(name, versions);
  if (existsSync(folder)) return folder;
  // When two runs fill the cache, the first to rename its folder wins. They never write into the same folder.
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
