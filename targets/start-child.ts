import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../specs/user-error.ts";

export interface ChildOptions {
  /** Its name in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether it is ready. Called until it returns true. When it throws, the process is not ready yet. */
  ready(): Promise<boolean>;
  /** How long it may take to get ready, in ms. */
  readonly withinMs: number;
}

/** A child process, with everything that it started. */
export interface Child {
  /** Ends it and everything that it started. Resolves when they are gone. */
  kill(): Promise<void>;
}

/**
 * A guard starts the child, in a process group for both. When this process ends, even by a signal that cannot be caught, the guard's
 * standard input closes, and the guard ends the group.
 */
const guard = `
const [command, ...args] = process.argv.slice(1);
const end = () => process.kill(0, "SIGKILL");
process.stdin.on("end", end).on("error", end).resume();
const told = (says) => { require("node:fs").writeSync(2, says + "\\n"); end(); };
require("node:child_process").spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] })
  .on("error", (error) => told(error.message))
  .on("exit", (code, signal) => told("exit " + (signal ?? code)));
`;

/**
 * Starts a process and waits until it is ready.
 * @throws UserError with the last lines of its output, when it ends before that or takes too long
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, cwd, env, withinMs } = options;
  const child = spawn(process.execPath, ["--eval", guard, "--", command, ...args], {
    cwd,
    env,
    detached: true,
  });
  let written = "";
  const keep = (text: string): void => {
    written = (written + text).slice(-4096);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  // The guard ends with its group, so a failed write to its standard input needs no handling.
  child.stdin.on("error", () => {});
  const ended = new Promise<void>((resolve) =>
    child.once("error", () => resolve()).once("close", () => resolve()),
  );
  let alive = true;
  ended.then(() => {
    alive = false;
  });
  const kill = async (): Promise<void> => {
    child.stdin.destroy();
    await ended;
  };

  const until = Date.now() + withinMs;
  while (alive && Date.now() < until) {
    if (await options.ready().catch(() => false)) return { kill };
    await Promise.race([sleep(100), ended]);
  }
  const why = alive ? `did not respond within ${withinMs / 1000} s` : "ended before it responded";
  await kill();
  throw new UserError(`${name} ${why}: ${lastLines(written)}`);
}

function lastLines(text: string): string {
  const lines = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    .replace(/\x1b\[[0-9;]*m/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.slice(-3).join(" | ") || "it wrote nothing";
}
