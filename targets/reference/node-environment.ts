import { join } from "node:path";
import { Worker } from "node:worker_threads";
import {
  Environment,
  type EnvironmentSettings,
  type Invocation,
  type RuntimeMessage,
} from "./environment.ts";

const RUNTIME = join(import.meta.dirname, "node-runtime.mjs");

/**
 * A worker that grows over its limit bit by bit is ended, but one single allocation over it ends the whole process. So there is room
 * for the longest string of V8, 512 MB, and its copy as JSON.
 */
const SPARE_MB = 1152;
/** What an environment may leave to be collected: there are many. */
const YOUNG_MB = 4;

/** A handler in a module. */
export interface NodeHandler {
  /** URL of the module. */
  readonly file: string;
  /** Its name: the part of the file's name before the extension. */
  readonly module: string;
  /** Name of the export. */
  readonly handler: string;
  /** Whether where its file is stays hidden in stack traces: they show it where Lambda has it. */
  readonly hides: boolean;
}

/** An execution environment for Node.js: a worker thread with memory of its own. */
export class NodeEnvironment extends Environment {
  readonly #worker: Worker;
  /** Two counters, bytes logged and kilobytes of memory used, before a ring with the end of the log. */
  readonly #counters: Int32Array;
  readonly #ring: Uint8Array;

  constructor(code: NodeHandler, settings: EnvironmentSettings) {
    super(settings.hearLog);
    const shared = new SharedArrayBuffer(8 + settings.logBytes);
    this.#counters = new Int32Array(shared, 0, 2);
    this.#ring = new Uint8Array(shared, 8);
    this.#worker = new Worker(RUNTIME, {
      env: { ...settings.variables },
      execArgv: [],
      // What the runtime does not catch must not reach our own output.
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: settings.memoryMb + SPARE_MB,
        maxYoungGenerationSizeMb: YOUNG_MB,
      },
      workerData: {
        ...code,
        tellsLog: settings.hearLog !== undefined,
        log: shared,
        resultBytes: settings.resultBytes,
        context: settings.context,
      },
    });
    this.#worker.on("message", (message: RuntimeMessage) => this.hear(message));
    this.#worker.on("exit", (code) => this.exited(code));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.exited(null);
      else this.breakDown({ kind: "failed", error: described(error) });
    });
  }

  log(): Buffer {
    const written = this.#counters[0] ?? 0;
    if (written <= this.#ring.length) return Buffer.from(this.#ring.subarray(0, written));
    const start = written % this.#ring.length;
    return Buffer.concat([this.#ring.subarray(start), this.#ring.subarray(0, start)]);
  }

  memoryUsed(): number {
    return (this.#counters[1] ?? 0) * 1024;
  }

  protected send(message: Invocation | number): void {
    if (typeof message !== "number") this.#counters[0] = 0;
    this.#worker.postMessage(message);
  }

  protected async kill(): Promise<void> {
    await this.#worker.terminate();
  }
}

function described({ name, message }: Error): string {
  return JSON.stringify({ errorType: name, errorMessage: message });
}
