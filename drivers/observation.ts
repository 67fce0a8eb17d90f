import type { InvokeStep } from "../generators/case.ts";
import type { Exchange } from "../wire/exchange.ts";

/** What one performance of a case showed, unprocessed. suites/view/view.ts makes the document from it that clauses judge. */
export interface Observation {
  readonly nonce: string;
  /** One for each invoke step, in order. */
  readonly calls: readonly Call[];
  /** The collector's entries for this nonce when the last collect step ended. Absent when nothing was collected. */
  readonly ledger?: readonly LedgerEntry[];
  /** The first wait that ended without the expected event. */
  readonly gaveUp?: GaveUp;
}

/** A wait that ended before the expected event happened. */
export interface GaveUp {
  readonly afterMs: number;
  /** The number of executions and messages that were expected. */
  readonly atLeast: number;
  /** Set when the wait ended early, because such events had happened sooner on this target so far. */
  readonly hurried?: true;
  /** How long AWS may take for the event, in ms, when that is longer than the wait: it may still happen. */
  readonly serviceMs?: number;
}

/** One invoke step as it was performed. */
export interface Call {
  readonly step: InvokeStep;
  /** The input with its placeholders filled in. */
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
  /** One exchange with the raw driver; as many as the client sent with a client. */
  readonly exchanges: readonly Exchange[];
  /** What a client under test returned to its caller. */
  readonly outcome?: ClientOutcome;
  /** With a client under test, for each exchange: whether the request arrived as it was signed with its credentials. */
  readonly signatures?: readonly SignatureFinding[];
}

/** `says` gives the reason why a signature is not sound. */
export interface SignatureFinding {
  readonly sound: boolean;
  readonly says?: string;
}

/**
 * What a client returned: an output, an error, or nothing at all. The shapes are those of the driver protocol
 * (specs/schema/driver-protocol.json).
 */
export type ClientOutcome = {
  readonly exitStatus?: number;
  readonly cliVersion?: number;
  readonly printed?: string;
  readonly payloadType?: "bytes" | "text" | "stream" | "value" | "file";
} & (
  | { readonly output: Readonly<Record<string, unknown>>; readonly error?: never; readonly unsettled?: never }
  | { readonly error: ClientError; readonly output?: never; readonly unsettled?: never }
  | { readonly unsettled: true; readonly output?: never; readonly error?: never }
);

export interface ClientError {
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly sent: boolean;
  readonly partial?: Readonly<Record<string, unknown>>;
}

/**
 * One report to the collector, by an execution, a dead-letter queue or a destination. It has its time in ms since the epoch, and the
 * request id that the sender saw.
 */
export interface LedgerEntry {
  readonly at: number;
  readonly requestId?: string;
  /** What the runtime told the function, when the instruction requested it. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Attributes of a dead letter; absent for an execution. */
  readonly deadLetter?: Readonly<Record<string, unknown>>;
  /** What a destination received; absent for an execution. */
  readonly destination?: Readonly<Record<string, unknown>>;
}
