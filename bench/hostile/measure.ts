import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const CLI: string = join(import.meta.dirname, "../../dist/cli.js");

/** Measurements of a process. */
export interface Measured {
  /** Exit status, or `hung` if it had to be killed. */
  readonly status: number | "hung" | "killed by a signal";
  readonly ms: number;
  /** Peak of resident memory in MB. */
  readonly peakMb: number;
  readonly out: string;
  readonly err: string;
}

export interface TrialOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  /** The most that the process may write to a file, in KB. */
  readonly fileKb?: number;
  /** Called when the process has started. */
  readonly begun?: (child: ChildProcess) => void;
}

/** Runs the built command and measures it. */
export async function measure(args: readonly string[], options: TrialOptions): Promise<Measured> {
  const { cwd, env = {}, withinMs = 300_000, fileKb, begun } = options;
  const began = performance.now();
  const command: readonly [string, ...string[]] =
    fileKb === undefined
      ? [process.execPath, CLI, ...args]
      : ["sh", "-c", `ulimit -f ${2 * fileKb}; exec "$0" "$@"`, process.execPath, CLI, ...args];
  const [file, ...rest] = command;
  const child = spawn(file, rest, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  const keep = (name: "out" | "err") => (text: string) => {
    if (texts[name].length < MOST_TEXT) texts[name] += text;
  };
  child.stdout.setEncoding("utf8").on("data", keep("out"));
  child.stderr.setEncoding("utf8").on("data", keep("err"));
  const memory = watchMemory(child.pid as number);
  begun?.(child);
  let hung = false;
  const limit = setTimeout(() => {
    hung = true;
    child.kill("SIGKILL");
  }, withinMs);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(limit);
  return {
    status: hung ? "hung" : (code ?? "killed by a signal"),
    ms: performance.now() - began,
    peakMb: memory.end(),
    ...texts,
  };
}

const MOST_TEXT = 4_000_000;

/** Reads the memory of a process every few ms. `VmHWM` is its peak. */
export function watchMemory(pid: number): { end(): number } {
  let peak = 0;
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // The process is gone.
    }
  };
  const timer = setInterval(look, 20);
  return {
    end() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Text that must not appear in output for people: a stack trace, or the word for an internal error. */
export function crashIn({ out, err }: Pick<Measured, "out" | "err">): string | undefined {
  const both = `${out}\n${err}`;
  if (both.includes("internal error")) return "internal error";
  const trace = /\n\s+at .*[(/:]\d+:\d+\)?/.exec(both)?.[0].trim();
  return trace === undefined ? undefined : `stack trace: ${trace.slice(0, 80)}`;
}
