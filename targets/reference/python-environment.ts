import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import {
  Environment,
  type EnvironmentSettings,
  type Invocation,
  type RuntimeMessage,
} from "./environment.ts";

const RUNTIME = join(import.meta.dirname, "python_runtime.py");

/** Further messages of the Python runtime: a piece of the log, and the kilobytes of memory in use. */
type PythonMessage = RuntimeMessage | readonly ["log", string] | readonly ["memory", number];

/** A handler in a module: the folder, the name of the module (without extension), and the name of the function. */
export interface PythonHandler {
  readonly folder: string;
  readonly module: string;
  readonly handler: string;
}

/** An execution environment for Python: a process. Messages in both directions are JSON, one per line. */
export class PythonEnvironment extends Environment {
  readonly #process: ChildProcess;
  readonly #logBytes: number;
  #log: Buffer = Buffer.alloc(0);
  #memoryKb = 0;

  constructor({ folder, module, handler }: PythonHandler, settings: EnvironmentSettings) {
    super(settings.hearLog);
    const { memoryMb, logBytes, variables, context } = settings;
    this.#logBytes = logBytes;
    this.#process = spawn("python3", ["-B", "-X", "utf8", RUNTIME], {
      env: {
        ...variables,
        ...(process.env["PATH"] !== undefined && { PATH: process.env["PATH"] }),
        LAMBDA_TASK_ROOT: folder,
      },
      stdio: ["pipe", "ignore", "ignore", "pipe"],
    });
    const says = createInterface({
      input: this.#process.stdio[3] as Readable,
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    says.on("line", (line) => this.#hearLine(line));
    // `close` is emitted after all output of the process is read.
    this.#process.on("close", (code) => this.exited(code));
    this.#process.on("error", () => this.exited(127));
    // An ended process is reported by `close`.
    this.#process.stdin?.on("error", () => undefined);
    this.#tell({ module, handler, memoryMb, context });
  }

  log(): Buffer {
    return this.#log;
  }

  memoryUsed(): number {
    return this.#memoryKb * 1024;
  }

  protected send(message: Invocation | number): void {
    this.#log = Buffer.alloc(0);
    this.#tell(message);
  }

  protected async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill("SIGKILL");
    await once(this.#process, "close");
  }

  #tell(message: unknown): void {
    this.#process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  #hearLine(line: string): void {
    const message = JSON.parse(line) as PythonMessage;
    if (message[0] === "log") {
      this.#log = Buffer.concat([this.#log, Buffer.from(message[1])]).subarray(-this.#logBytes);
      this.hear(["logged", message[1]]);
    } else if (message[0] === "memory") this.#memoryKb = message[1];
    else this.hear(message);
  }
}
