import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clause } from "./clause.ts";
import type { Source } from "./source.ts";

/** What recordings of the real service say of a clause: an entry of evidence.json, which scripts/evidence.ts makes of them. */
export interface RecordedEvidence {
  /** Recorded cases that the clause accepts, and refuses when they are changed in what it is about. */
  readonly recordings: number;
  /** Independent ones among them: one author in one year is one. */
  readonly sources: number;
  /** Date of the newest, or a part of it; absent where none has one. */
  readonly newest?: string;
  /** Where they were recorded, as far as is known. */
  readonly regions: readonly string[];
  /** Recorded cases that the clause refuses. */
  readonly against?: number;
}

/** How sure a clause is: what was recorded, and what else it rests on. */
export interface Evidence extends RecordedEvidence {
  /** Kinds of its sources, the surest first. */
  readonly basis: readonly Source["kind"][];
}

/** Where the generated document stands. */
export const evidenceFile: string = join(import.meta.dirname, "evidence.json");

const NOTHING: RecordedEvidence = { recordings: 0, sources: 0, regions: [] };

/** Kinds of sources, the surest first. */
const KINDS: readonly Source["kind"][] = [
  "observed",
  "modelled",
  "documented",
  "measured",
  "protocol",
  "reported",
];

/** What recordings say of each clause; none of a clause that is not in it. */
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
  observed: "cited from recordings",
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
