import type { Evidence } from "./evidence.ts";
import type { Keyword, OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/** must: documented or modelled; should: only recorded, or documented elsewhere; may: disputed or without evidence. */
export type Level = "must" | "should" | "may";

/**
 * What a clause is given:
 * - an input parameter that keeps or breaks one of its keywords, beside the other members in `with` (placeholders allowed);
 * - a scenario, a named generator with arguments;
 * - every exchange of the run that fits `where` (a JSON Schema over the observation): a passive clause. `undisputed exchange` leaves out
 *   what only a `may` clause provokes: there, an HTTP server in front of the API may answer in words of its own.
 */
export type Given =
  | { readonly parameter: string; readonly keeps: Keyword; readonly with?: Readonly<Record<string, string>> }
  | { readonly parameter: string; readonly breaks: Keyword; readonly with?: Readonly<Record<string, string>> }
  | { readonly scenario: string; readonly [argument: string]: unknown }
  | { readonly every: "exchange" | "undisputed exchange"; readonly where: JsonSchema };

/** A JSON Schema 2020-12 over the observation (specs/schema/observation.json), with the keywords of suites/keywords. */
export type JsonSchema = Readonly<Record<string, unknown>> | boolean;

/** One answer that satisfies a clause: an error of errors.json, a schema over the observation, or both at once. */
export interface Answer {
  /** A short name for the answer where there are several: it is told in the report. */
  readonly name?: string;
  readonly error?: string;
  readonly schema?: JsonSchema;
  /** Sources of this form of the answer, where the forms have sources of their own. */
  readonly source?: Source | readonly Source[];
}

/** One rule of the API, as data. */
export interface Clause {
  /** Stable, never positional: `family/subject/rule`, at least three segments for server clauses. */
  readonly id: string;
  readonly operation: OperationName;
  readonly binds: "server" | "client";
  readonly level: Level;
  /** The rule as one sentence, in our own words. */
  readonly says: string;
  readonly given: Given;
  /** Any one of them satisfies the clause. */
  readonly expect: readonly Answer[];
  readonly source: readonly Source[];
  /** Features and fixtures without which the clause is uncovered. */
  readonly requires?: readonly string[];
  /** Its gates: clauses that it stands on. Where one of them fails, this one shows nothing of its own, and is behind that. */
  readonly needs?: readonly string[];
  /** Clauses that necessarily fail with this one. */
  readonly implies?: readonly string[];
  /**
   * heavy: large bodies, a handful of cases; starts: each case has an execution environment started, twenty cases; waits: much time may pass, it
   * begins early; alone: it is about the time that calls of its own take beside each other, so it is judged with nothing else in flight.
   */
  readonly cost?: "heavy" | "starts" | "waits" | "alone";
  /** How sure it is; the loader adds it. */
  readonly evidence?: Evidence;
  /** Editions (YYYY-MM-DD) in which it holds: since inclusive, until exclusive. */
  readonly since?: string;
  readonly until?: string;
}
