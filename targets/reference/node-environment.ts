import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Ending, Environment, Invocation, Sink } from "./environment.ts";

/** What an environment is made for. */
export interface EnvironmentSettings {
  /** File of the module and name of its handler. */
  readonly file: string;
  readonly handler: string;
  readonly memoryMb: number;
  /** Bytes of the end of the log that have to be kept. */
  readonly logBytes: number;
  /** Environment variables; nothing of our own environment reaches the function. */
  readonly variables: Readonly<Record<string, string>>;
  /** Members of the context object that are the same for each invocation. */
  readonly context: Readonly<Record<string, string>>;
}

type Message =
  | readonly ["ready"]
  | readonly ["broken" | "returned" | "type", string]
  | readonly ["failed", error: string, exits: boolean]
  | readonly ["wrote", sizes: readonly number[], bytes: Uint8Array, window: number]
  | readonly ["ended"];

const RUNTIME = join(import.meta.dirname, "node-runtime.mjs");

/** An execution environment for Node.js: a worker thread with memory of its own. */
export class NodeEnvironment implements Environment {
  readonly started: Promise<number>;
  alive = true;
  readonly #worker: Worker;
  /** Two counters, bytes logged and kilobytes of memory used, before a ring with the end of the log. */
  readonly #counters: Int32Array;
  readonly #ring: Uint8Array;
  #sink: Sink | undefined;
  #end: ((ending: Ending) => void) | undefined;
  /** Set when no invocation can succeed any more. */
  #broken: Ending | undefined;

  constructor(settings: EnvironmentSettings) {
    const shared = new SharedArrayBuffer(8 + settings.logBytes);
    this.#counters = new Int32Array(shared, 0, 2);
    this.#ring = new Uint8Array(shared, 8);
    const began = performance.now();
    this.#worker = new Worker(RUNTIME, {
      env: { ...settings.variables },
      execArgv: [],
      // What the runtime does not catch must not reach our own output.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
      workerData: {
        file: pathToFileURL(settings.file).href,
        handler: settings.handler,
        log: shared,
        context: settings.context,
      },
    });
    this.started = new Promise((resolve) => {
      const ready = (): void => resolve(performance.now() - began);
      this.#worker.on("message", (message: Message) => this.#hear(message, ready));
      this.#worker.on("exit", (code) => {
        this.#breakDown({ kind: "exited", how: exitWords(code) });
        ready();
      });
    });
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      this.#breakDown(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? { kind: "exited", how: "Runtime exited with error: signal: killed" }
          : { kind: "failed", error: JSON.stringify({ errorType: error.name, errorMessage: error.message }) },
      );
    });
  }

  run(invocation: Invocation, sink: Sink): Promise<Ending> {
    if (this.#broken !== undefined) return Promise.resolve(this.#broken);
    this.#counters[0] = 0;
    return new Promise((resolve) => {
      this.#sink = sink;
      this.#end = resolve;
      this.#worker.postMessage(invocation);
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

  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #hear(message: Message, ready: () => void): void {
    switch (message[0]) {
      case "ready":
        return ready();
      case "broken":
        this.#breakDown({ kind: "failed", error: message[1] });
        return ready();
      case "returned":
        return this.#settle({ kind: "returned", result: message[1] });
      case "failed":
        this.alive &&= !message[2];
        return this.#settle({ kind: "failed", error: message[1] });
      case "ended":
        return this.#settle({ kind: "ended" });
      case "type":
        return this.#sink?.contentType(message[1]);
      case "wrote":
        return this.#pass(message[1], message[2], message[3]);
    }
  }

  #pass(sizes: readonly number[], bytes: Uint8Array, window: number): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    let at = 0;
    const chunks = sizes.map((size) => bytes.subarray(at, (at += size)));
    sink.write(chunks).then(() => {
      if (this.#sink === sink) this.#worker.postMessage(window);
    });
  }

  #breakDown(ending: Ending): void {
    this.alive = false;
    this.#broken ??= ending;
    this.#settle(this.#broken);
  }

  #settle(ending: Ending): void {
    const end = this.#end;
    this.#end = undefined;
    this.#sink = undefined;
    end?.(ending);
  }
}

function exitWords(code: number): string {
  return code === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${code}`;
}
