import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../specs/user-error.ts";
import { cacheFolder, filledCacheFolder } from "../../targets/cache-folder.ts";
import { MissingToolchain } from "./missing-toolchain.ts";
import type { Toolchain } from "./toolchains.ts";

const MOST_MS = 20 * 60_000;

/**
 * How the driver of a client is built: once for each state of its sources, in a copy of its folder in the user's cache. Running the result
 * builds it.
 * @throws MissingToolchain, or UserError with the output of the toolchain
 */
export function buildOnce(
  name: string,
  sources: string,
  toolchain: Toolchain,
): { readonly folder: string; readonly run: (progress: (says: string) => void) => Promise<void> } {
  const hash = createHash("sha256").update(JSON.stringify(toolchain));
  // Deviations do not affect the driver.
  const files = readdirSync(sources).filter((file) => file !== "deviations.json");
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(sources, file)));
  const state = hash.digest("hex").slice(0, 16);
  const folder = cacheFolder(name, [state]);
  return {
    folder,
    async run(progress) {
      if (existsSync(folder)) return;
      await assertPresent(name, toolchain);
      progress(`building the driver of ${name} in ${folder} (the first time only)`);
      await filledCacheFolder(name, [state], async (partial) => {
        cpSync(sources, partial, { recursive: true });
        for (const command of toolchain.build) await perform(name, command, partial);
        for (const left of toolchain.leaves ?? []) rmSync(join(partial, left), { recursive: true });
      });
    },
  };
}

async function assertPresent(name: string, { present: [program, ...args], needs }: Toolchain): Promise<void> {
  try {
    await promisify(execFile)(program, args, { timeout: 60_000 });
  } catch {
    throw new MissingToolchain(`client ${name} needs ${needs}`);
  }
}

async function perform(name: string, [program, ...args]: Toolchain["present"], cwd: string): Promise<void> {
  try {
    await promisify(execFile)(program, args, { cwd, timeout: MOST_MS });
  } catch (error) {
    const {
      stdout = "",
      stderr = "",
      message,
    } = error as { stdout?: string; stderr?: string; message: string };
    const says = (stderr.trim() || stdout.trim() || message).split("\n").slice(0, 5).join(" | ");
    throw new UserError(`client ${name}: building its driver failed: ${says}`);
  }
}
