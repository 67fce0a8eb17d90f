import type { Evidence } from "./evidence.ts";
import type { Keyword, OperationName } from "./operation.ts";
import type { Source } from "./source.ts";

/**
 * How much a clause matters:
 * - must: documented, modelled, or recorded from two independent sources
 * - should: recorded once, measured, or part of a standard
 * - may: disputed or without evidence
 */
export type Level = "must" | "should" | "may";

/**
 * What a clause is given. It has one of 3 forms:
 * - An input parameter that keeps or breaks one of its keywords. `with` gives the other members; placeholders are allowed.
 * - A scenario: a named generator with arguments.
 * - Every exchange of the run that fits `where`, a JSON Schema over the observation. This is a passive clause. `undisputed exchange` leaves
 *   out exchanges that only a `may` clause provokes: an HTTP server in front of the API may answer those in its own way.
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
  /** A short name for this answer, where a clause accepts several. The report shows it. */
  readonly name?: string;
  readonly error?: string;
  readonly schema?: JsonSchema;
  /** Sources of this answer, where each answer has its own. */
  readonly source?: Source | readonly Source[];
}

/** One rule of the API, as data. */
export interface Clause {
  /** Stable, and independent of the position: `family/subject/rule`, with at least 3 segments for clauses that bind endpoints. */
  readonly id: string;
  readonly operation: OperationName;
  readonly binds: "server" | "client";
  readonly level: Level;
  /** The rule as one sentence, in our own words. */
  readonly says: string;
  readonly given: Given;
  /** Any one of these answers satisfies the clause. */
  readonly expect: readonly Answer[];
  readonly source: readonly Source[];
  /** Features and fixtures that the clause needs. Without one of them it is `uncovered`. */
  readonly requires?: readonly string[];
  /**
   * The gates of the clause: ids of clauses that it depends on. When a gate fails, a failure here proves nothing more, so the clause counts
   * as behind that gate.
   */
  readonly needs?: readonly string[];
  /** Ids of clauses that necessarily fail when this one fails. */
  readonly implies?: readonly string[];
  /**
   * What a case costs:
   * - heavy: large bodies, so only a handful of cases.
   * - starts: each case starts an execution environment, so at most 20 cases.
   * - waits: a case may wait for long, so the clause begins early.
   * - alone: the clause compares how long its own requests take, so it runs with nothing else in flight.
   */
  readonly cost?: "heavy" | "starts" | "waits" | "alone";
  /** How sure the clause is. The loader adds it. */
  readonly evidence?: Evidence;
  /** Editions (YYYY-MM-DD) in which the clause holds: `since` is inclusive, `until` exclusive. */
  readonly since?: string;
  readonly until?: string;
}
