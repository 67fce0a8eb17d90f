import type { RecordedEvidence } from "../../specs/evidence.ts";
import { recorderOf } from "../../specs/level-fault.ts";
import type { FoundCase, FoundEvidence } from "./gather-evidence.ts";

/** The number of recordings for and against a clause. Undefined if there are none. */
export function recordedEvidence({
  clause,
  supports,
  contradicts,
}: FoundEvidence): RecordedEvidence | undefined {
  // An unknown answer does not contradict a may clause, which only notes answers.
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

/** Whether a recording is from a time when the rule was in force. */
function isOf(one: FoundCase, since = ""): boolean {
  return (sourceOf(one)?.recorded ?? "9") >= since.slice(0, (sourceOf(one)?.recorded ?? "").length);
}

function sourceOf({ its }: FoundCase): FoundCase["its"]["calls"][number]["recorded"]["source"] {
  return its.calls.at(-1)?.recorded.source;
}
