import type { Clause } from "./clause.ts";
import type { Source } from "./source.ts";

/** The members of a clause that decide its level. */
export type Levelled = Pick<Clause, "id" | "binds" | "level" | "expect" | "source">;

/**
 * Why a clause cannot have its level; undefined when it can. A level says how much a clause matters and how sure it is:
 * - must: documented, modelled, or recorded from two independent sources
 * - should: recorded once, measured, or part of a standard that the protocol builds on
 * - may: everything else, and every clause that a recording contradicts
 *
 * A clause may have a lower level than its sources allow, but never a higher one. For a client, a measurement counts as a recording.
 * @param contradicted whether a recording contradicts the clause
 */
export function levelFault(clause: Levelled, contradicted: boolean): string | undefined {
  const { level } = clause;
  if (level === "may") return undefined;
  const sources = sourcesOf(clause);
  const nameless = sources.find(({ kind, by }) => kind === "observed" && by === undefined);
  if (nameless) {
    return `"${nameless.where}" is recorded and does not say by whom: name the account or repository as "by"`;
  }
  if (contradicted) {
    return `a recording speaks against it: cut it back to what all sources share, or make it a may`;
  }
  const carried = carriedLevel(clause);
  if (carried === "must" || carried === level) return undefined;
  return level === "must"
    ? `must takes a source that is documented or modelled, or two independent recordings; there ${countWords(recordersOf(clause).size)}`
    : `should takes a recording, a document or a standard; there is only ${kindWords(sources)}`;
}

/** The highest level that the sources of a clause allow. */
export function carriedLevel(clause: Pick<Levelled, "binds" | "expect" | "source">): Clause["level"] {
  const kinds = new Set(sourcesOf(clause).map(({ kind }) => kind));
  if (kinds.has("documented") || kinds.has("modelled") || recordersOf(clause).size >= 2) return "must";
  return kinds.has("observed") || kinds.has("protocol") || kinds.has("measured") ? "should" : "may";
}

/** The independent recordings among the sources. All recordings by one author in one year count as one. */
export function recordersOf({
  binds,
  ...clause
}: Pick<Levelled, "binds" | "expect" | "source">): ReadonlySet<string> {
  const recorded = sourcesOf(clause).filter(
    ({ kind }) => kind === "observed" || (binds === "client" && kind === "measured"),
  );
  return new Set(recorded.map(recorderOf));
}

/** What distinguishes independent recordings: who made them, and in which year. */
export function recorderOf({ by, where, recorded = "" }: Pick<Source, "by" | "where" | "recorded">): string {
  return `${by ?? where} ${recorded.slice(0, 4)}`.trim();
}

function sourcesOf({ source, expect }: Pick<Levelled, "expect" | "source">): readonly Source[] {
  return [...source, ...expect.flatMap((answer) => answer.source ?? [])].flat();
}

function countWords(count: number): string {
  return count === 0 ? "is none" : "is one recording";
}

function kindWords(sources: readonly Source[]): string {
  return [...new Set(sources.map(({ kind }) => kind))].join(" and ");
}
