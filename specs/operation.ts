import type { Source } from "./source.ts";

/** The operations that the specification covers. */
export type OperationName = "Invoke" | "InvokeWithResponseStream";

export type Place = "path" | "query" | "header" | "body" | "status";

/** What the specification requires of one value. Lengths count code points; bytes count bytes on the wire. */
export interface Keywords {
  readonly required?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** As the model writes it. It must match the whole value, so use it as `^(?:pattern)$` with the flag `u`. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The value is base64 (RFC 4648, padded). */
  readonly base64?: true;
  /** The value, base64-decoded when `base64` applies, is JSON: any value, or an object. */
  readonly json?: "value" | "object";
  /** The largest number of bytes of the value as it is sent. */
  readonly maxBytes?: number;
}

/** The name of a keyword: `maxLength`, `pattern` and so on. */
export type Keyword = keyof Keywords;

/** A member of the input or output of an operation, resolved at one edition. */
export interface Member {
  readonly name: string;
  readonly place: Place;
  /** Name of the path label, query parameter or header. A body and a status have none. */
  readonly wireName?: string;
  /** The name that AWS uses in error messages: `functionName`. */
  readonly messageName?: string;
  /** The value that AWS assumes when the member is not sent. */
  readonly default?: string;
  readonly keywords: Keywords;
  /**
   * The keywords of later editions, when they differ. AWS has been ahead of its model more than once, so a value that a later edition
   * accepts may already be accepted in this one.
   */
  readonly later?: readonly Keywords[];
  /**
   * A stricter pattern that AWS published and later withdrew. Values that must be accepted also match it, because nobody knows whether AWS
   * still enforces it.
   */
  readonly reverted?: string;
  /** Values that AWS was recorded to accept although the model forbids them. They break no keyword, and no clause requires them. */
  readonly unlisted?: readonly UnlistedValue[];
  readonly source: readonly Source[];
}

export interface UnlistedValue {
  readonly value: string;
  readonly source: readonly Source[];
}

/**
 * An event of an event stream: its name, its content type, and its members. The members are in its JSON payload, or the payload is the
 * member.
 */
export interface StreamEvent {
  readonly name: string;
  readonly contentType: string;
  readonly payload: "bytes" | "json";
  readonly members: readonly string[];
}

/** Sizes in bytes. The reference applies them exactly, but no clause asserts where exactly they lie. */
export interface Limits {
  /** The largest payload of a request, by InvocationType. */
  readonly request: Readonly<Record<string, number>>;
  /** The largest result of a function. */
  readonly response: number;
  /** How many bytes from the end of the log `LogResult` holds, counted before base64. */
  readonly log: number;
}

/** One operation of the API, resolved at one edition. */
export interface Operation {
  readonly name: OperationName;
  readonly method: string;
  /** The path, with `{Label}` for each member whose place is `path`. */
  readonly path: string;
  /** Features that the operation needs. Without one of them, all its clauses are `uncovered`. */
  readonly requires?: readonly string[];
  /** The HTTP status of a successful request, by InvocationType. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly limits: Limits;
  readonly inputs: readonly Member[];
  readonly outputs: readonly Member[];
  readonly events: readonly StreamEvent[];
}
