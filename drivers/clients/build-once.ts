import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../specs/user-error.ts";

/**
 * How the program of a driver is made: once for each state of its sources, in a cache folder of the user's.
 * `run` does it. @throws UserError with what the compiler said
 */
export function buildOnce(
  name: string,
  sources: string,
  {
    command,
    env = {},
  }: { readonly command: readonly [string, ...string[]]; readonly env?: Record<string, string> },
): { readonly folder: string; readonly run: () => Promise<void> } {
  const hash = createHash("sha256").update(JSON.stringify({ command, env }));
  for (const file of readdirSync(sources).sort()) hash.update(file).update(readFileSync(join(sources, file)));
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "lambda-conformance");
  const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
  return {
    folder,
    async run() {
      if (existsSync(folder)) return;
      const unfinished = `${folder}.${process.pid}`;
      mkdirSync(unfinished, { recursive: true });
      const [program, ...args] = command.map((word) => word.replace("{build}", unfinished)) as [string];
      try {
        await promisify(execFile)(program, args, { cwd: sources, env: { ...process.env, ...env } });
        // Two runs may build at once: the first one's is as good as the other's.
        if (existsSync(folder)) rmSync(unfinished, { recursive: true });
        else renameSync(unfinished, folder);
      } catch (error) {
        rmSync(unfinished, { recursive: true, force: true });
        const { stderr = "", message } = error as { stderr?: string; message: string };
        const says = (stderr.trim() || message).split("\n").slice(0, 5).join(" | ");
        throw new UserError(`client ${name}: it cannot be built: ${says}`);
      }
    },
  };
}
