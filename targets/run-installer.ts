import { spawn } from "node:child_process";
import { UserError } from "../specs/user-error.ts";

export interface Installer {
  /** The name of the target, for messages. */
  readonly target: string;
  /** What it installs, for messages. */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Finds the part of the output that says why it failed. */
  why(written: string): string;
}

const PATIENCE_MS = 600_000;

/**
 * Runs a package manager.
 * @throws UserError, in one line, when it cannot be started, fails, or takes more than 10 minutes
 */
export function runInstaller({ target, what, command, args, cwd, env, why }: Installer): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (because: string): void =>
      reject(new UserError(`target ${target}: ${command} failed to install ${what}: ${because}`));
    const child = spawn(command, args, {
      cwd,
      ...(env && { env }),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
      timeout: PATIENCE_MS,
    });
    let written = "";
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding("utf8").on("data", (text) => {
        written = (written + text).slice(-65_536);
      });
    }
    child.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "ENOENT" ? "it is not on the PATH" : error.message),
    );
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      fail(why(written) || `it ended with ${signal ?? `status ${code}`}`);
    });
  });
}
