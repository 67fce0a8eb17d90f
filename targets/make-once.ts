import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/** Where what is installed or built on first use is kept: `~/.cache/lambda-conformance`, or under `$XDG_CACHE_HOME`. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "lambda-conformance");
}

/**
 * Makes a folder, unless it is there: whole or not at all. Two runs that make it at once never write into the same place; the first one
 * to finish wins.
 * @param make fills the folder that it is given
 * @throws what `make` throws
 */
export async function makeOnce(folder: string, make: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  sweep(folder);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await make(partial);
    try {
      renameSync(partial, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Removes what runs that were killed have left. */
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
