import type { Answer, Clause, JsonSchema } from "./clause.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/** A clause as it is written in its file; `expandClause` expands it into whole clauses. A whole clause is a valid written one. */
export interface WrittenClause
  extends Omit<Clause, "operation" | "binds" | "given" | "expect" | "source">,
    ClausesHead {
  readonly given: Readonly<Record<string, unknown>>;
  readonly expect: readonly (WrittenAnswer | Answer)[];
  readonly source: readonly SourceReference[];
  /** Members that replace those of the clause for one operation. */
  readonly perOperation?: Readonly<Partial<Record<OperationName, Partial<WrittenClause>>>>;
}

/** What the clauses of a file share stands once, at its head. A clause may override it. */
export interface ClausesHead {
  /** The one operation that a clause applies to. */
  readonly operation?: OperationName;
  /** Operations that share a clause. Each gets a whole clause of its own. */
  readonly operations?: readonly OperationName[];
  readonly binds?: Clause["binds"];
  /** Gates of all clauses of the file, but for those that are named here themselves. */
  readonly needs?: readonly string[];
}

/** An error, an expectation, or both. Every member that is not listed here belongs to the expectation. */
export interface WrittenAnswer {
  readonly name?: string;
  readonly error?: string;
  readonly schema?: JsonSchema;
  readonly source?: SourceReference | readonly SourceReference[];
  readonly [expectation: string]: unknown;
}

/** A source, or a reference to one of sources.json, as `expandSource` describes it. */
export type SourceReference = Source | string;

/** clauses/**: clauses by subject. */
export interface ClausesDocument extends ClausesHead {
  readonly clauses: readonly WrittenClause[];
}

/** One value for both operations, or a value for each. */
export type PerOperation<T> = T | Readonly<Record<OperationName, T>>;

/** sources.json: sources that recur, by name. `{operation}` in their texts stands for the name of the operation. */
export interface SourcesDocument {
  readonly sources: Readonly<Record<string, PerOperation<Source>>>;
}

/** parts.json: parts of cases that recur, by kind and name. */
export interface PartsDocument {
  readonly parts: Readonly<Record<PartKind, Readonly<Record<string, PerOperation<unknown>>>>>;
}

export type PartKind = "steps" | "payloads" | "replies" | "headers" | "frames";
