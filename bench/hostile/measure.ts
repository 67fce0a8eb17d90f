import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const CLI: string = join(import.meta.dirname, "../../dist/cli.js");

/** What became of a process. */
export interface Measured {
  /** Exit status; `hung` when it had to be killed. */
  readonly status: number | "hung" | "killed by a signal";
  readonly ms: number;
  /** Megabytes resident at the most. */
  readonly peakMb: number;
  readonly out: string;
  readonly err: string;
}

export interface TrialOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  /** Bytes of a file that the process may write. */
  readonly fileKb?: number;
  /** Is told when it has begun. */
  readonly begun?: (child: ChildProcess) => void;
}

/** Runs the command as it is built, and measures it. */
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

/** Looks every few ms how much memory a process has; `VmHWM` is the most that it ever had. */
export function watchMemory(pid: number): { end(): number } {
  let peak = 0;
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It is gone.
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

/** What must not be in what a person reads: the trace of a stack, or the word for a fault of ours. */
export function crashIn({ out, err }: Pick<Measured, "out" | "err">): string | undefined {
  const both = `${out}\n${err}`;
  if (both.includes("internal error")) return "internal error";
  const trace = /\n\s+at .*[(/:]\d+:\d+\)?/.exec(both)?.[0].trim();
  return trace === undefined ? undefined : `stack trace: ${trace.slice(0, 80)}`;
}
