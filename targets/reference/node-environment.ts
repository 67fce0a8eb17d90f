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
 * V8 ends a worker that grows past its limit step by step, but a single allocation past it ends the whole process. So there is room for
 * V8's longest string, 512 MB, and its copy as JSON.
 */
const SPARE_MB = 1152;
/** Megabytes for young objects. It is small, because there are many environments. */
const YOUNG_MB = 4;

/** A handler in a module. */
export interface NodeHandler {
  /** URL of the module. */
  readonly file: string;
  /** The name of the module: its file name without the extension. */
  readonly module: string;
  /** Name of the export. */
  readonly handler: string;
  /** Whether stack traces hide the folder of the file, and show the folder that Lambda uses. */
  readonly hides: boolean;
}

/** An execution environment for Node.js: a worker thread with its own memory. */
export class NodeEnvironment extends Environment {
  readonly #worker: Worker;
  /** Two counters, for bytes logged and for kilobytes of memory in use, followed by a ring buffer with the end of the log. */
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
      // Output that the runtime does not catch must not reach the output of this process.
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
