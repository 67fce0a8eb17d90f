import type { Source } from "./source.ts";

/** The operations that are specified. */
export type OperationName = "Invoke" | "InvokeWithResponseStream";

export type Place = "path" | "query" | "header" | "body" | "status";

/** What the specification demands of one value; lengths count code points, bytes count bytes on the wire. */
export interface Keywords {
  readonly required?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** As the model writes it: it matches the whole value, so always use it as `^(?:pattern)$`, flag `u`. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The value is base64 (RFC 4648, padded). */
  readonly base64?: true;
  /** The value, after base64 where that applies too, is JSON: any value, or an object. */
  readonly json?: "value" | "object";
  /** Bytes of the value as it is sent. */
  readonly maxBytes?: number;
}

/** The name of a keyword: `maxLength`, `pattern` and so on. */
export type Keyword = keyof Keywords;

/** A member of the input or output of an operation, resolved at one edition. */
export interface Member {
  readonly name: string;
  readonly place: Place;
  /** Name of the path label, query parameter or header field; the body and the status have none. */
  readonly wireName?: string;
  /** The name that error messages of the service use: `functionName`. */
  readonly messageName?: string;
  /** What the service takes when the member is not sent. */
  readonly default?: string;
  readonly keywords: Keywords;
  /**
   * The keywords of the editions after this one, where they differ. The service ran ahead of its model more than once: a
   * value that a later edition accepts is not refused for certain in this one.
   */
  readonly later?: readonly Keywords[];
  /**
   * A stricter pattern that held for a while and was taken back. Values that are made to be accepted match it, because nobody knows
   * whether the service still asks for it.
   */
  readonly reverted?: string;
  /** Values that the service was recorded to accept although the model forbids them: they break nothing, and nothing demands them. */
  readonly unlisted?: readonly UnlistedValue[];
  readonly source: readonly Source[];
}

export interface UnlistedValue {
  readonly value: string;
  readonly source: readonly Source[];
}

/** An event of an event stream: its own name, content type, and members (in its JSON payload, or the payload itself). */
export interface StreamEvent {
  readonly name: string;
  readonly contentType: string;
  readonly payload: "bytes" | "json";
  readonly members: readonly string[];
}

/** Sizes in bytes. Their exact edges are data for the reference; no clause asserts them. */
export interface Limits {
  /** The largest payload by InvocationType. */
  readonly request: Readonly<Record<string, number>>;
  /** The largest result of a function. */
  readonly response: number;
  /** How much of the end of a log LogResult holds, before base64. */
  readonly log: number;
}

/** One operation of the API, resolved at one edition. */
export interface Operation {
  readonly name: OperationName;
  readonly method: string;
  /** The path with `{Label}` for each member whose place is `path`. */
  readonly path: string;
  /** Features without which all its clauses are uncovered. */
  readonly requires?: readonly string[];
  /** The HTTP status of success by InvocationType. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly limits: Limits;
  readonly inputs: readonly Member[];
  readonly outputs: readonly Member[];
  readonly events: readonly StreamEvent[];
}
