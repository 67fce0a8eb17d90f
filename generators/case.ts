import type { Keyword, OperationName } from "../specs/operation.ts";
import type { Bytes } from "./bytes.ts";

/**
 * One concrete, serialisable input. Its strings hold placeholders, filled in by the driver, so that what is generated
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
}

export interface WaitStep {
  readonly do: "wait";
  readonly ms: number;
}

/** Waits until the collector has counted `atLeast` executions with the nonce of this case, or `withinMs` have passed. */
export interface CollectStep {
  readonly do: "collect";
  readonly atLeast: number;
  readonly withinMs: number;
}
