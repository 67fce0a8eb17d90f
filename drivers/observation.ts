import type { InvokeStep } from "../generators/case.ts";
import type { Exchange } from "../wire/exchange.ts";

/** What one performance of a case showed, raw. suites/view/view.ts makes of it the document that clauses are judged on. */
export interface Observation {
  readonly nonce: string;
  /** One for each invoke step, in order. */
  readonly calls: readonly Call[];
  /** What the collector counted for this nonce when the last collect step ended; absent when nothing was collected. */
  readonly ledger?: readonly LedgerEntry[];
  /** The first wait that ended before what it waited for had happened. */
  readonly gaveUp?: GaveUp;
}

/** A wait for something to happen that ended without it. */
export interface GaveUp {
  readonly afterMs: number;
  /** Executions and messages that were waited for. */
  readonly atLeast: number;
  /** It ended early: such things happened sooner on this target until then. */
  readonly hurried?: true;
  /** How long the real service may take for it, where that is longer than it was waited for: it may yet come. */
  readonly serviceMs?: number;
}

/** One invoke step as it was carried out. */
export interface Call {
  readonly step: InvokeStep;
  /** The input with its placeholders filled in. */
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
  /** One with the raw driver; as many as the client sent with a client. */
  readonly exchanges: readonly Exchange[];
  /** What a client under test handed to its caller. */
  readonly outcome?: ClientOutcome;
  /** Of each exchange, with a client under test: whether what arrived is what was signed with its credentials. */
  readonly signatures?: readonly SignatureFinding[];
}

/** `says` tells why a signature is not sound. */
export interface SignatureFinding {
  readonly sound: boolean;
  readonly says?: string;
}

/** What a client gave back: an output, or an error, or nothing, ever; the shapes of the driver protocol (specs/schema/driver-protocol.json). */
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

/** One execution that told the collector of itself, or a dead letter or a destination that did: ms since the epoch, and the request id that it saw. */
export interface LedgerEntry {
  readonly at: number;
  readonly requestId?: string;
  /** What the runtime told the function, where it was asked to tell that. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Attributes of a dead letter; absent for an execution. */
  readonly deadLetter?: Readonly<Record<string, unknown>>;
  /** What a destination was sent; absent for an execution. */
  readonly destination?: Readonly<Record<string, unknown>>;
}
