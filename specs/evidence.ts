import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clause } from "./clause.ts";
import type { Source } from "./source.ts";

/** What recordings of AWS say about a clause: one entry of evidence.json, which scripts/evidence.ts writes. */
export interface RecordedEvidence {
  /** The number of recorded cases that the clause accepts, but refuses when the value that it judges is changed. */
  readonly recordings: number;
  /** The number of independent recordings among them. All recordings by one author in one year count as one. */
  readonly sources: number;
  /** Date of the newest recording, or a part of that date. Absent when no recording has a date. */
  readonly newest?: string;
  /** The AWS regions of the recordings, as far as they are known. */
  readonly regions: readonly string[];
  /** The number of recorded cases that the clause refuses. */
  readonly against?: number;
}

/** How sure a clause is: what was recorded, and which other sources it has. */
export interface Evidence extends RecordedEvidence {
  /** The kinds of its sources, the most reliable first. */
  readonly basis: readonly Source["kind"][];
}

/** Path of the generated document. */
export const evidenceFile: string = join(import.meta.dirname, "evidence.json");

const NOTHING: RecordedEvidence = { recordings: 0, sources: 0, regions: [] };

/** Kinds of sources, the most reliable first. */
const KINDS: readonly Source["kind"][] = [
  "observed",
  "modelled",
  "documented",
  "measured",
  "protocol",
  "reported",
];

/** What recordings say about each clause. Clauses without a recording are not in it. */
export function readEvidence(): Readonly<Record<string, RecordedEvidence>> {
  return JSON.parse(readFileSync(evidenceFile, "utf8")).clauses;
}

export function evidenceOf(
  { source, expect }: Pick<Clause, "source" | "expect">,
  recorded: RecordedEvidence = NOTHING,
): Evidence {
  const kinds = new Set(
    [...source, ...expect.flatMap((answer) => answer.source ?? [])].flat().map(({ kind }) => kind),
  );
  return { ...recorded, basis: KINDS.filter((kind) => kinds.has(kind)) };
}

const WORDS: Readonly<Record<Source["kind"], string>> = {
  observed: "cited from recordings elsewhere",
  modelled: "in the official model",
  documented: "documented",
  measured: "measured with clients",
  protocol: "part of a standard",
  reported: "reported by others",
};

/** Evidence in one line: `recorded 24 times by 6 independent sources, last 2026-09-15 (us-east-1); documented`. */
export function evidenceWords({
  recordings,
  sources,
  newest,
  regions,
  against = 0,
  basis,
}: Evidence): string {
  const when = newest === undefined ? "" : `, last ${newest}`;
  const where = regions.length === 0 ? "" : ` (${regions.join(", ")})`;
  const recorded =
    recordings === 0
      ? "no recording"
      : `recorded ${count(recordings, "time")} by ${count(sources, "independent source")}${when}${where}`;
  const contrary = against === 0 ? [] : [`${count(against, "recording")} against it`];
  const cited = basis.filter((kind) => recordings === 0 || kind !== "observed");
  return [recorded, ...contrary, ...cited.map((kind) => WORDS[kind])].join("; ");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
