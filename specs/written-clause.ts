import type { Answer, Clause, JsonSchema } from "./clause.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/** A clause as its file holds it. `expandClause` expands it into whole clauses. A whole clause is also a valid written clause. */
export interface WrittenClause
  extends Omit<Clause, "operation" | "binds" | "given" | "expect" | "source">,
    ClausesHead {
  readonly given: Readonly<Record<string, unknown>>;
  readonly expect: readonly (WrittenAnswer | Answer)[];
  readonly source: readonly SourceReference[];
  /** Members that replace those of the clause, for one operation. */
  readonly perOperation?: Readonly<Partial<Record<OperationName, Partial<WrittenClause>>>>;
}

/** What the clauses of a file have in common, at its head. A clause may override it. */
export interface ClausesHead {
  /** The one operation that a clause applies to. */
  readonly operation?: OperationName;
  /** Operations that share a clause. Each gets its own whole clause. */
  readonly operations?: readonly OperationName[];
  readonly binds?: Clause["binds"];
  /** Gates of all clauses of the file, except of the gates themselves. */
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

/** A source, or a reference to one in sources.json. `expandSource` describes the form of a reference. */
export type SourceReference = Source | string;

/** clauses/**: the clauses of one subject. */
export interface ClausesDocument extends ClausesHead {
  readonly clauses: readonly WrittenClause[];
}

/** One value for both operations, or a value for each. */
export type PerOperation<T> = T | Readonly<Record<OperationName, T>>;

/** sources.json: recurring sources, by name. `{operation}` in their texts stands for the name of the operation. */
export interface SourcesDocument {
  readonly sources: Readonly<Record<string, PerOperation<Source>>>;
}

/** parts.json: recurring parts of cases, by kind and name. */
export interface PartsDocument {
  readonly parts: Readonly<Record<PartKind, Readonly<Record<string, PerOperation<unknown>>>>>;
}

export type PartKind = "steps" | "payloads" | "replies" | "headers" | "frames";
