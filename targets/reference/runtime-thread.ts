import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Invocation, RuntimeMessage } from "./environment.ts";

const RUNTIME = join(import.meta.dirname, "node-runtime.mjs");

/**
 * V8 ends a worker that grows past its limit step by step, but a single allocation past it ends the whole process. So there is room for
 * V8's longest string, 512 MB, and its copy as JSON.
 */
const SPARE_MB = 1152;
/** Megabytes for young objects. It is small, because there are many environments. */
const YOUNG_MB = 4;

/** What a thread serves: one execution environment. */
export interface ThreadOwner {
  /** What the runtime loads: `load` in node-runtime.mjs. */
  readonly load: Readonly<Record<string, unknown>>;
  readonly hear: (message: RuntimeMessage) => void;
  /** The function ended its process: with an exit status, or null when it ran out of memory. */
  readonly exited: (code: number | null) => void;
  /** The runtime failed, with an error as JSON. */
  readonly failed: (error: string) => void;
}

/**
 * A worker thread that runs the Node.js runtime, for one execution environment at a time. A thread takes about 40 ms of CPU time to start.
 */
export class RuntimeThread {
  readonly #worker: Worker;
  #owner: ThreadOwner | undefined;
  #alive = true;

  constructor(memoryMb: number) {
    this.#worker = new Worker(RUNTIME, {
      env: {},
      execArgv: [],
      // Output that the runtime does not catch must not reach the output of this process.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb + SPARE_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on("message", (message: RuntimeMessage) => this.#owner?.hear(message));
    this.#worker.on("exit", (code) => {
      this.#alive = false;
      this.#owner?.exited(code);
    });
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.#owner?.exited(null);
      else this.#owner?.failed(described(error));
    });
  }

  /** Whether it can serve an environment. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Loads the function of an environment, and works for that environment from then on. */
  serve(owner: ThreadOwner): void {
    this.#owner = owner;
    this.#worker.ref();
    this.#worker.postMessage(owner.load);
  }

  /** Serves nobody. A thread at rest does not keep the process alive. */
  rest(): void {
    this.#owner = undefined;
    this.#worker.unref();
  }

  post(message: Invocation | number): void {
    this.#worker.postMessage(message);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

function described({ name, message }: Error): string {
  return JSON.stringify({ errorType: name, errorMessage: message });
}
