import type { RecordedEvidence } from "../../specs/evidence.ts";
import { recorderOf } from "../../specs/level-fault.ts";
import type { FoundCase, FoundEvidence } from "./gather-evidence.ts";

/** What was found of a clause, in figures; undefined where no recording speaks for or against it. */
export function recordedEvidence({
  clause,
  supports,
  contradicts,
}: FoundEvidence): RecordedEvidence | undefined {
  // An answer that a clause does not know says nothing against one that only notes.
  const against = clause.level === "may" ? [] : contradicts.filter((one) => isOf(one, clause.since));
  if (supports.length + against.length === 0) return undefined;
  const sources = supports.flatMap((one) => sourceOf(one) ?? []);
  const newest = sources
    .flatMap(({ recorded }) => recorded ?? [])
    .sort()
    .at(-1);
  return {
    recordings: supports.length,
    sources: new Set(sources.map(recorderOf)).size,
    ...(newest !== undefined && { newest }),
    regions: [...new Set(sources.flatMap(({ region }) => region ?? []))].sort(),
    ...(against.length > 0 && { against: against.length }),
  };
}

/** What was recorded before a rule held says nothing against it. */
function isOf(one: FoundCase, since = ""): boolean {
  return (sourceOf(one)?.recorded ?? "9") >= since.slice(0, (sourceOf(one)?.recorded ?? "").length);
}

function sourceOf({ its }: FoundCase): FoundCase["its"]["calls"][number]["recorded"]["source"] {
  return its.calls.at(-1)?.recorded.source;
}
