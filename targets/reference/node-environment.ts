import { Environment, type EnvironmentSettings, type Invocation } from "./environment.ts";
import { RuntimeThread } from "./runtime-thread.ts";
import { keepSpare, takeSpare } from "./spare-threads.ts";

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

/** Megabytes that a function of the probe may use, whatever its settings say, so that all of them can use the same threads. */
const PROBE_MB = 128;

/**
 * An execution environment for Node.js: a worker thread with its own memory. A run needs hundreds of environments, and threads are slow to start.
 * Therefore an idle environment of the probe that makes room for another leaves its thread to that one, which loads the module anew. User code
 * always gets a fresh thread, because it may leave something behind outside its module.
 */
export class NodeEnvironment extends Environment {
  readonly #thread: RuntimeThread;
  /** Whether another environment may take over the thread. */
  readonly #shares: boolean;
  /** Two counters, for bytes logged and for kilobytes of memory in use, followed by a ring buffer with the end of the log. */
  readonly #counters: Int32Array;
  readonly #ring: Uint8Array;

  constructor(code: NodeHandler, settings: EnvironmentSettings) {
    super(settings.hearLog);
    const shared = new SharedArrayBuffer(8 + settings.logBytes);
    this.#counters = new Int32Array(shared, 0, 2);
    this.#ring = new Uint8Array(shared, 8);
    this.#shares = code.hides;
    this.#thread = this.#shares
      ? (takeSpare() ?? new RuntimeThread(PROBE_MB))
      : new RuntimeThread(settings.memoryMb);
    this.#thread.serve({
      load: {
        ...code,
        variables: { ...settings.variables },
        tellsLog: settings.hearLog !== undefined,
        log: shared,
        resultBytes: settings.resultBytes,
        context: settings.context,
      },
      hear: (message) => this.hear(message),
      exited: (code) => this.exited(code),
      failed: (error) => this.breakDown({ kind: "failed", error }),
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

  protected override retire(): void {
    if (this.#shares) keepSpare(this.#thread);
    else void this.kill();
  }

  protected send(message: Invocation | number): void {
    if (typeof message !== "number") this.#counters[0] = 0;
    this.#thread.post(message);
  }

  protected async kill(): Promise<void> {
    await this.#thread.terminate();
  }
}
