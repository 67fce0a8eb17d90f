import type { Keyword, OperationName } from "../specs/operation.ts";
import type { Bytes } from "./bytes.ts";

/**
 * One concrete, serializable input. Its strings hold placeholders, so that generated cases do not depend on the target. The driver fills
 * them in:
 * - `{function}`: name of the probe
 * - `{account}`, `{region}`, `{partition}`: where the probe is
 * - `{nonce}`: new for each performance of a case
 * - `{collector}`: a URL that counts executions
 */
export interface Case {
  readonly steps: readonly Step[];
  /** What the case is and why it was made, for a person: `"my-functionÄ": a letter outside [a-zA-Z0-9-_.]`. */
  readonly why: string;
  /** The stratum that the case was drawn from: a kind of value. */
  readonly kind: string;
  /** The keywords that a breaking case breaks: the named one, and those that it implies. */
  readonly breaks?: readonly Keyword[];
  /** The same steps without the fault. A breaking case counts only together with its sound twin. */
  readonly twin?: readonly Step[];
}

export type Step = InvokeStep | WaitStep | CollectStep;

/** One request. `input` holds all members except the payload, as text. A member that is not in it is not sent. */
export interface InvokeStep {
  readonly do: "invoke";
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, string>>;
  /** Absent when no payload is sent. */
  readonly payload?: Bytes;
  /** How the request differs on the wire from the normal form of the operation. Clients cannot make such requests. */
  readonly wire?: WireShape;
  /** The name of this step in the observation; default: its index. */
  readonly as?: string;
  /**
   * The replies to the attempts of a client under test, in order. The last one also answers all further attempts. Without them the
   * reference answers. Raw drivers ignore them.
   */
  readonly replies?: readonly ScriptedReply[];
  /** Settings of a client under test, in addition to the input. Default: those of the client. */
  readonly client?: {
    readonly maxAttempts?: number;
    /** How long the client waits for a reply, in ms. */
    readonly timeoutMs?: number;
    /** Whether its credentials have a session token. */
    readonly sessionToken?: true;
    /** A member of the output. A client that is a command prints only this member, as text. */
    readonly prints?: string;
  };
}

/** A reply as data. Its header values and the texts of its body may hold placeholders. */
export interface ScriptedReply {
  /** No reply is sent, and the other members are ignored. */
  readonly silence?: true;
  /** Default 200. */
  readonly status?: number;
  /** The headers, in this order and case. Only a Date and the headers that `framing` requires are added. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Bytes;
  /** Event-stream frames that form the body, instead of `body`. */
  readonly frames?: readonly ScriptedFrame[];
  /** The index of a bit of the body to flip. A negative index counts from the end of the body. */
  readonly flip?: number;
  /**
   * How the body is split: into pieces of this many bytes, or at these offsets, where 0 is between head and body. Each piece is a separate
   * write.
   */
  readonly split?: number | readonly number[];
  /** ms between two pieces; default: just long enough to keep them apart. */
  readonly pauseMs?: number;
  /** The body ends after this many bytes, without an error in HTTP. */
  readonly endAt?: number;
  /** The connection is cut after this many bytes of the body. `head`: before anything is sent. */
  readonly cutAt?: number | "head";
  /**
   * How the end of the body is marked: by a Content-Length, by chunked transfer coding, or by closing the connection. The default is that
   * of AWS: `chunked` for frames, and `length` for everything else. Ignored when the headers of the reply already mark it.
   */
  readonly framing?: "length" | "chunked" | "connection";
  /** ms before the head is sent. */
  readonly delayMs?: number;
  /** The connection is closed after the reply, although the reply announces that it is kept open. */
  readonly closes?: true;
}

/** A sound frame of an event stream. It is either an event of the operation with its headers, or has any headers (of type string). */
export interface ScriptedFrame {
  readonly event?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly payload?: Bytes;
  /** The number of times that the frame is sent in a row; default 1. */
  readonly times?: number;
}

export interface WireShape {
  readonly method?: string;
  /** Whether path labels are percent-encoded (everything except unreserved characters), or sent as they are. */
  readonly path?: "encoded" | "raw";
  /** The whole request target, instead of path and query. It may hold placeholders. */
  readonly target?: string;
  /** Headers to add; `without` names headers to leave out. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly without?: readonly string[];
  readonly framing?: "length" | "chunked";
  /** The signature of the request; default `sound`. `none` sends no Authorization header. */
  readonly signature?: "sound" | "none" | "wrong" | "expired" | "unknown-key" | "no-permission";
  /** The client disconnects this many ms after the request was sent, or after the head and the first bytes of the reply arrived. */
  readonly leave?: { readonly afterMs: number; readonly of: "sent" | "first-byte" };
  /** Sent on the connection of the previous step (keep-alive), to show what that step left behind. */
  readonly sameConnection?: true;
  /** Sent while the previous request is in flight, on a separate connection. */
  readonly beside?: true;
}

export interface WaitStep {
  readonly do: "wait";
  readonly ms: number;
  /** An upper limit for the wait, as a multiple of the patience of the run, so that a short run waits less. */
  readonly patience?: number;
}

/**
 * Waits until the collector has counted `atLeast` executions and messages with the nonce of this case. It waits `withinMs` when the clause
 * sets a time, else as long as the patience of the run allows.
 */
export interface CollectStep {
  readonly do: "collect";
  readonly atLeast: number;
  readonly withinMs?: number;
  /** An upper limit for `withinMs`, as a multiple of the patience of the run. */
  readonly patience?: number;
  /** How long AWS may take for the last of them, in ms, when that is long. AWS retries after 1 minute, and then after 2. */
  readonly serviceMs?: number;
  /** The patience of the run, in ms. Clauses do not set it. */
  readonly limitMs?: number;
}
