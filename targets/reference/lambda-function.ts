import type { FunctionCode } from "./function-code.ts";
import type { FunctionOutput } from "./function-output.ts";

/** A function of the reference. */
export interface LambdaFunction {
  readonly name: string;
  /** The code of a version. */
  readonly code: (version: string) => FunctionCode;
  /** Environment variables beside those that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** How much an event makes it give back, as far as that is known before. The event is a JSON text that is not too large to be parsed. */
  readonly output: (event: string) => FunctionOutput;
  /** Hears its log: START, what it writes, END and REPORT. */
  readonly hearLog?: (text: string) => void;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Whether its handler is known to stream its result. */
  readonly streams: boolean;
  /** The versions that each qualifier stands for, with the share of the calls that each of them gets. */
  readonly qualifiers: ReadonlyMap<string, readonly WeightedVersion[]>;
  /** How many calls it may run at once: its reserved concurrency. */
  readonly concurrency: number;
  /** It takes a tenant, and has environments for each. */
  readonly tenancy: boolean;
  readonly durable: boolean;
  /** Asynchronous events that fail for good go to a dead-letter queue. */
  readonly deadLetters: boolean;
  /** What asynchronous events come to is told to a destination, be it a success or a failure. */
  readonly destinations: boolean;
  /** An event that finds no free environment is given up when it is too old, and does not wait for ever. */
  readonly expires: boolean;
}

export interface WeightedVersion {
  readonly version: string;
  /** 0 to 1; those of a qualifier add up to 1. */
  readonly weight: number;
}

/** A version, which gets what the others leave of the calls. */
export function weighted(
  version: string,
  others: Readonly<Record<string, number>> = {},
): readonly WeightedVersion[] {
  const shares = Object.entries(others).map(([other, weight]) => ({ version: other, weight }));
  const rest = 1 - shares.reduce((sum, { weight }) => sum + weight, 0);
  return [...shares, { version, weight: rest }];
}

export const LATEST: string = "$LATEST";
/** Lambda's own: seconds and megabytes that a function has where nobody says more. */
export const DEFAULT_TIMEOUT = 3;
export const DEFAULT_MEMORY = 128;
