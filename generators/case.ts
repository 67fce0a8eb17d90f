import type { Keyword, OperationName } from "../specs/operation.ts";
import type { Bytes } from "./bytes.ts";

/**
 * One concrete, serializable input. Its strings hold placeholders, filled in by the driver, so that what is generated
 * never depends on the target: `{function}` (the probe's name), `{account}`, `{region}`, `{partition}`, `{nonce}` (fresh for
 * each performance of a case) and `{collector}` (URL that counts executions).
 */
export interface Case {
  readonly steps: readonly Step[];
  /** What it is and why it was made, for a person: `"my-functionÄ": a letter outside [a-zA-Z0-9-_.]`. */
  readonly why: string;
  /** The stratum that it was drawn from: a kind of member or near miss. */
  readonly kind: string;
  /** The keywords that a breaking case breaks: the named one and those that it implies. */
  readonly breaks?: readonly Keyword[];
  /** The same steps with the fault mended: a breaking case counts only beside its sound twin. */
  readonly twin?: readonly Step[];
}

export type Step = InvokeStep | WaitStep | CollectStep;

/** One call. `input` holds the members but the payload, as text; a member that is not there is not sent. */
export interface InvokeStep {
  readonly do: "invoke";
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, string>>;
  /** Absent: no payload is sent. */
  readonly payload?: Bytes;
  /** How the request is to differ on the wire from what the operation's bindings give. Clients cannot do these. */
  readonly wire?: WireShape;
  /** Name under which the observation shows this step; the default is its index. */
  readonly as?: string;
  /**
   * What answers the attempts of a client under test, in turn, the last one also all further attempts. Without them the reference
   * answers. Raw drivers have no use for these.
   */
  readonly replies?: readonly ScriptedReply[];
  /** What a client under test is told beside the input; its own defaults hold where nothing is said. */
  readonly client?: {
    readonly maxAttempts?: number;
    /** How long it is to wait for a reply, in ms. */
    readonly timeoutMs?: number;
    /** Its credentials have a session token. */
    readonly sessionToken?: true;
    /** A client that is a command is to print this member of the output alone, as text. */
    readonly prints?: string;
  };
}

/** A reply as data. Header values and texts of the body may hold placeholders. */
export interface ScriptedReply {
  /** Nothing is ever answered; the other members do not matter then. */
  readonly silence?: true;
  /** Default 200. */
  readonly status?: number;
  /** In this order and case. Only what frames the message is added (by `framing`), and a Date. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Bytes;
  /** Event-stream frames that the body is made of, instead of `body`. */
  readonly frames?: readonly ScriptedFrame[];
  /** This bit of the body is turned over: counted from its first one, or from its end when negative. */
  readonly flip?: number;
  /** The body leaves in pieces: of this many bytes each, or split at these places (0: behind the head). Each piece is a write of its own. */
  readonly split?: number | readonly number[];
  /** ms between two pieces; default as short as keeps them apart. */
  readonly pauseMs?: number;
  /** The body ends after so many bytes, soundly as far as HTTP can tell. */
  readonly endAt?: number;
  /** The connection is cut after so many bytes of the body; `head`: before anything was sent. */
  readonly cutAt?: number | "head";
  /**
   * How the end of the body is told: by a Content-Length, by chunked transfer coding, or by the end of the connection. Default: as the service does,
   * `chunked` for frames and `length` for all else. A reply that says it in its own headers says it there alone.
   */
  readonly framing?: "length" | "chunked" | "connection";
  /** ms before the head is sent. */
  readonly delayMs?: number;
  /** The connection, announced as kept, is closed when the reply was sent. */
  readonly closes?: true;
}

/** A sound frame of an event stream: an event of the operation with the headers that it has there, or any headers (of type string). */
export interface ScriptedFrame {
  readonly event?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly payload?: Bytes;
  /** So many of them in a row; default 1. */
  readonly times?: number;
}

export interface WireShape {
  readonly method?: string;
  /** Whether path labels are percent-encoded (everything but unreserved characters), or sent as they are. */
  readonly path?: "encoded" | "raw";
  /** The whole request target, instead of path and query; placeholders allowed. */
  readonly target?: string;
  /** Header fields to add, and names of fields to leave out. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly without?: readonly string[];
  readonly framing?: "length" | "chunked";
  /** How it is signed, where it is: soundly unless told. `none` sends no Authorization at all. */
  readonly signature?: "sound" | "none" | "wrong" | "expired" | "unknown-key" | "no-permission";
  /** The client goes away so many ms after the request was sent, or after the head and first bytes of the reply came. */
  readonly leave?: { readonly afterMs: number; readonly of: "sent" | "first-byte" };
  /** Sent on the connection of the step before it (keep-alive), so that what that one left behind shows. */
  readonly sameConnection?: true;
  /** Sent while the call before it is under way, on a connection of its own: neither waits for the other. */
  readonly beside?: true;
}

export interface WaitStep {
  readonly do: "wait";
  readonly ms: number;
  /** The wait lasts at most so many times the patience of the run: a run that is to be short rests less. */
  readonly patience?: number;
}

/**
 * Waits until the collector has counted `atLeast` executions and messages with the nonce of this case: for `withinMs` where a clause is about
 * what happens within that time, else as long as the patience of the run allows.
 */
export interface CollectStep {
  readonly do: "collect";
  readonly atLeast: number;
  readonly withinMs?: number;
  /** How long the real service may take for the last of them, in ms, where that is long: its retries come after one minute and then two. */
  readonly serviceMs?: number;
  /** What the patience of the run comes to, in ms; clauses do not say it. */
  readonly limitMs?: number;
}
