/** The settings of an environment. */
export interface EnvironmentSettings {
  readonly memoryMb: number;
  /** Bytes to keep from the end of the log. */
  readonly logBytes: number;
  /** The largest result, in bytes. Of a longer one only the length is reported. */
  readonly resultBytes: number;
  /** Environment variables. The function sees no variables of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the context object says about the function, by the names that it has in Node.js. */
  readonly context: Readonly<Record<string, string>>;
  /** Receives what the function logs, piece by piece. */
  readonly hearLog?: (text: string) => void;
}

/** What a runtime gets for one invocation. */
export interface Invocation {
  readonly requestId: string;
  /** The payload: a JSON document. */
  readonly payload: string;
  /** The ARN as the client named the function: with the qualifier if there was one. */
  readonly arn: string;
  /** When the invocation times out, in ms since the epoch. */
  readonly deadline: number;
  /** Value of X-Amzn-Trace-Id. */
  readonly traceId: string;
  /** A JSON object, decoded from base64. */
  readonly clientContext: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * How an invocation ended, as far as the runtime can tell:
 * - a result (a JSON document)
 * - the end of a stream
 * - an error from the function or its runtime (a JSON document)
 * - the end of the process without a message
 */
export type Ending =
  | { readonly kind: "returned"; readonly result: string }
  | { readonly kind: "too-long"; readonly bytes: number }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "exited"; readonly how: string };

/** Receives what a function writes to its response stream, while it runs. */
export interface Sink {
  /** Whether it passes chunks on at once, instead of keeping them. */
  readonly passes: boolean;
  /** Sets the content type of the stream. */
  contentType?(type: string): void;
  /** Receives chunks in order, each as it was written. The runtime continues to write when the promise is fulfilled. */
  write(chunks: readonly Uint8Array[]): Promise<void>;
}

/**
 * A message from a runtime:
 * - broken: the handler cannot be loaded.
 * - failed: an error, and whether the process ends because of it.
 * - streaming: the running handler streams.
 * - killed: a signal ends the process.
 * - wrote: the sizes of some chunks, their bytes, and the number to send back when there is room for more.
 * - logged: a piece of the log, when somebody listens to it.
 */
export type RuntimeMessage =
  | readonly ["ready" | "streaming" | "killed"]
  | readonly ["broken" | "returned" | "type" | "logged", string]
  | readonly ["failed", error: string, exits: boolean]
  | readonly ["wrote", sizes: readonly number[], bytes: Uint8Array, window: number]
  | readonly ["too-long", bytes: number]
  | readonly ["ended"];

/** One execution environment. It runs one invocation at a time, is reused, and is thrown away when it breaks. */
export abstract class Environment {
  /** Fulfilled when the handler is loaded or broken, with the ms that this took. A broken handler ends the first invocation. */
  readonly started: Promise<number>;
  readonly #begun: number = performance.now();
  #ready: (ms: number) => void = () => {};
  #alive = true;
  /** Set when no invocation can succeed any more. */
  #broken: Ending | undefined;
  #sink: Sink | undefined;
  #end: ((ending: Ending) => void) | undefined;
  #streams = false;
  readonly #hearLog: ((text: string) => void) | undefined;

  constructor(hearLog?: (text: string) => void) {
    this.#hearLog = hearLog;
    this.started = new Promise((resolve) => {
      this.#ready = resolve;
    });
  }

  /** Whether it can run another invocation. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Whether the handler of the last invocation streams. */
  get streams(): boolean {
    return this.#streams;
  }

  run(invocation: Invocation, sink: Sink): Promise<Ending> {
    this.#streams = false;
    if (this.#broken !== undefined) return Promise.resolve(this.#broken);
    return new Promise((resolve) => {
      this.#sink = sink;
      this.#end = resolve;
      this.send(invocation);
    });
  }

  /** Ends the environment at once, even during an invocation. */
  stop(): Promise<void> {
    this.#alive = false;
    return this.kill();
  }

  /** Ends the environment while no invocation runs, so that another one has room. */
  makeRoom(): void {
    this.#alive = false;
    this.retire();
  }

  /** The end of the log since the invocation began, as far as LogResult can show it. */
  abstract log(): Buffer;
  /** The memory in use at the end of the last invocation, in bytes. */
  abstract memoryUsed(): number;
  /** Tells the runtime to run an invocation, or that a stream has room for more. */
  protected abstract send(message: Invocation | number): void;
  protected abstract kill(): Promise<void>;

  /** Ends an idle environment. */
  protected retire(): void {
    void this.kill();
  }

  protected hear(message: RuntimeMessage): void {
    switch (message[0]) {
      case "ready":
        this.#ready(performance.now() - this.#begun);
        break;
      case "broken":
        this.breakDown({ kind: "failed", error: message[1] });
        break;
      case "returned":
        this.#settle({ kind: "returned", result: message[1] });
        break;
      case "too-long":
        this.#settle({ kind: "too-long", bytes: message[1] });
        break;
      case "failed":
        this.#alive &&= !message[2];
        this.#settle({ kind: "failed", error: message[1] });
        break;
      case "ended":
        this.#settle({ kind: "ended" });
        break;
      case "streaming":
        this.#streams = true;
        break;
      case "logged":
        this.#hearLog?.(message[1]);
        break;
      case "killed":
        this.exited(null);
        break;
      case "type":
        this.#sink?.contentType?.(message[1]);
        break;
      case "wrote":
        this.#pass(message[1], message[2], message[3]);
        break;
    }
  }

  /** The environment can run nothing more. When there are several reasons, the first one counts. */
  protected breakDown(ending: Ending): void {
    this.#alive = false;
    this.#broken ??= ending;
    this.#ready(performance.now() - this.#begun);
    this.#settle(this.#broken);
  }

  /** Lambda's message for a process that exited by itself. */
  protected exited(code: number | null): void {
    const how =
      code === 0
        ? "Runtime exited without providing a reason"
        : `Runtime exited with error: ${code === null ? "signal: killed" : `exit status ${code}`}`;
    this.breakDown({ kind: "exited", how });
  }

  #pass(sizes: readonly number[], bytes: Uint8Array, window: number): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    const chunks: Uint8Array[] = [];
    let at = 0;
    for (const size of sizes) {
      chunks.push(bytes.subarray(at, at + size));
      at += size;
    }
    sink.write(chunks).then(() => {
      if (this.#sink === sink) this.send(window);
    });
  }

  #settle(ending: Ending): void {
    const end = this.#end;
    this.#end = undefined;
    this.#sink = undefined;
    end?.(ending);
  }
}
