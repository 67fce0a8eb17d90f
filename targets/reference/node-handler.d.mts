import type { Writable } from "node:stream";
import type { Invocation, RuntimeMessage } from "./environment.ts";

export interface RunnerOptions {
  /** What the context object says of the function. */
  readonly context: Readonly<Record<string, string>>;
  /** Bytes of a result; of a longer one only its length is told. */
  readonly resultBytes: number;
  readonly tell: (message: RuntimeMessage, transfer?: readonly ArrayBuffer[]) => void;
  /** Writes a line of the level ERROR to the log. */
  readonly logError: (...parts: readonly unknown[]) => void;
  readonly stackOf?: (stack: string) => string;
}

/** Runs one handler, one invocation after the other. */
export class HandlerRunner {
  constructor(handler: (...args: never[]) => unknown, options: RunnerOptions);
  /** Never rejects. */
  run(invocation: Invocation): Promise<void>;
  giveBack(window: number): void;
  fail(thrown: unknown, exits?: boolean): void;
}

export function streams(handler: object): boolean;
export function logLine(requestId: string, level: string, parts: readonly unknown[]): string;
export const logLevels: Readonly<Record<"log" | "info" | "debug" | "trace" | "warn" | "error", string>>;
export const awslambda: {
  readonly streamifyResponse: <T extends (...args: never[]) => unknown>(handler: T) => T;
  readonly HttpResponseStream: {
    from<T extends Writable>(stream: T, metadata: Readonly<Record<string, unknown>>): T;
  };
};
