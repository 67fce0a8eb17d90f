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

/** Characters of its output that are kept. */
const MOST_KEPT = 8192;

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
    written = (written + text).slice(-MOST_KEPT);
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
  throw new UserError(`${name} ${why}: ${tellingLines(written)}`);
}

const STACK_FRAME = /^(at |File ")/;
const FAULT = /error|exception|fail|cannot|denied|EADDRINUSE/i;

/** The lines that a person looks for: where the fault begins, and the end. */
function tellingLines(text: string): string {
  const lines = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    .replace(/\x1b\[[0-9;]*m/g, "")
    .split("\n")
    // The first line of a text that was cut is not whole.
    .slice(text.length < MOST_KEPT ? 0 : 1)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !STACK_FRAME.test(line));
  const begins = lines.findIndex((line) => FAULT.test(line));
  const isTelling = (at: number): boolean =>
    at >= lines.length - 3 || (begins >= 0 && (at === begins || at === begins + 1));
  return lines.filter((_line, at) => isTelling(at)).join(" | ") || "it wrote nothing";
}
