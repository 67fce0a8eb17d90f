import type { Answer, Clause, JsonSchema } from "./clause.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/**
 * A clause as it stands in its file: what recurs is named, what can be told is left out. `expandClause` makes the whole of it. A whole
 * clause is a written one, too.
 */
export interface WrittenClause
  extends Omit<Clause, "operation" | "binds" | "given" | "expect" | "source">,
    ClausesHead {
  readonly given: Readonly<Record<string, unknown>>;
  readonly expect: readonly (WrittenAnswer | Answer)[];
  readonly source: readonly SourceReference[];
  /** Members that differ for one operation: they stand in the place of the clause's own. */
  readonly perOperation?: Readonly<Partial<Record<OperationName, Partial<WrittenClause>>>>;
}

/** What clauses of a file share: it stands in its head. A clause that says otherwise has it of its own. */
export interface ClausesHead {
  /** Of a clause that holds for one operation. */
  readonly operation?: OperationName;
  /** Of a clause that holds for several: it is written once, and there is one of it for each. */
  readonly operations?: readonly OperationName[];
  readonly binds?: Clause["binds"];
}

/** `name`, `source` and either `error`, or an expectation, or both; what is none of these names is an expectation's member. */
export interface WrittenAnswer {
  readonly name?: string;
  readonly error?: string;
  readonly schema?: JsonSchema;
  readonly source?: SourceReference | readonly SourceReference[];
  readonly [expectation: string]: unknown;
}

/** A source, or the name of one in sources.json, with more of `where` after a comma or colon and a date in brackets. */
export type SourceReference = Source | string;

/** clauses/**: clauses by subject. */
export interface ClausesDocument extends ClausesHead {
  readonly clauses: readonly WrittenClause[];
}

/** The same for both operations, or one thing for each. */
export type PerOperation<T> = T | Readonly<Record<OperationName, T>>;

/** sources.json: sources that recur, by name; `{operation}` in their texts stands for the operation. */
export interface SourcesDocument {
  readonly sources: Readonly<Record<string, PerOperation<Source>>>;
}

/** parts.json: parts of cases that recur, by kind and name. */
export interface PartsDocument {
  readonly parts: Readonly<Record<PartKind, Readonly<Record<string, PerOperation<unknown>>>>>;
}

export type PartKind = "steps" | "payloads" | "replies" | "headers" | "frames";
