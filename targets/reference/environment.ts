/** What a runtime is told of one invocation. */
export interface Invocation {
  readonly requestId: string;
  /** A JSON document. */
  readonly payload: string;
  /** The ARN as the caller named it: with the qualifier if there was one. */
  readonly arn: string;
  /** ms since the epoch. */
  readonly deadline: number;
  /** Value of X-Amzn-Trace-Id. */
  readonly traceId: string;
  /** A JSON object, decoded from base64. */
  readonly clientContext: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * How an invocation ended, as far as the runtime can tell: a result (a JSON document), the end of a stream, an error that the
 * function or its runtime reported (a JSON document), or the end of the process without a word.
 */
export type Ending =
  | { readonly kind: "returned"; readonly result: string }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "exited"; readonly how: string };

/** Takes what a function writes to its response stream, while it runs. */
export interface Sink {
  contentType(type: string): void;
  /** Chunks in order, each as it was written. The runtime writes on when the promise is fulfilled. */
  write(chunks: readonly Uint8Array[]): Promise<void>;
}

/** One execution environment: it runs one invocation at a time, is used again, and is thrown away when it broke. */
export interface Environment {
  /** Fulfilled when the handler is loaded; how long that took, in ms. An error that came of it ends the first invocation. */
  readonly started: Promise<number>;
  /** Whether it can run another invocation. */
  readonly alive: boolean;
  run(invocation: Invocation, sink: Sink): Promise<Ending>;
  /** What the function logged since the invocation began, at least the last bytes of it, as far as LogResult can show. */
  log(): Buffer;
  /** The memory that it used at the end of the last invocation, in bytes. */
  memoryUsed(): number;
  /** Ends it at once, whatever it is doing. */
  stop(): Promise<void>;
}
