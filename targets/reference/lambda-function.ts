import type { FunctionCode } from "./function-code.ts";
import type { FunctionOutput } from "./function-output.ts";

/** A function of the reference. */
export interface LambdaFunction {
  readonly name: string;
  /** The code of a version. */
  readonly code: (version: string) => FunctionCode;
  /** Environment variables in addition to those of Lambda. */
  readonly environment: Readonly<Record<string, string>>;
  /** How much an event makes it return, as far as that is known in advance. The event is a JSON text, small enough to be parsed. */
  readonly output: (event: string) => FunctionOutput;
  /** Receives its log: START, its output, END and REPORT. */
  readonly hearLog?: (text: string) => void;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Whether its handler is known to stream its result. */
  readonly streams: boolean;
  /** The versions that each qualifier stands for, with their shares of the invocations. */
  readonly qualifiers: ReadonlyMap<string, readonly WeightedVersion[]>;
  /** How many invocations may run at once: the reserved concurrency. */
  readonly concurrency: number;
  /** Whether it requires a tenant id. Then each tenant has its own environments. */
  readonly tenancy: boolean;
  readonly durable: boolean;
  /** Whether asynchronous events that fail for good go to a dead-letter queue. */
  readonly deadLetters: boolean;
  /** Whether destinations receive the outcome of asynchronous events, success and failure. */
  readonly destinations: boolean;
  /** Whether an event that finds no free environment is dropped after a time, instead of waiting forever. */
  readonly expires: boolean;
}

export interface WeightedVersion {
  readonly version: string;
  /** 0 to 1. The weights of a qualifier add up to 1. */
  readonly weight: number;
}

/** A version, which gets the share that the other versions leave. */
export function weighted(
  version: string,
  others: Readonly<Record<string, number>> = {},
): readonly WeightedVersion[] {
  const shares = Object.entries(others).map(([other, weight]) => ({ version: other, weight }));
  const rest = 1 - shares.reduce((sum, { weight }) => sum + weight, 0);
  return [...shares, { version, weight: rest }];
}

export const LATEST: string = "$LATEST";
/** Lambda's defaults: the timeout in seconds, and the memory in megabytes. */
export const DEFAULT_TIMEOUT = 3;
export const DEFAULT_MEMORY = 128;
