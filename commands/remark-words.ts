import type { Remark } from "../suites/grade/grade.ts";

/** Entries that are named of those that one thing is said of. */
const NAMED = 5;

/** What is said of entries that were not judged, or not wholly: how many, why, and which. */
export function remarkWords(remarks: readonly Remark[]): string[] {
  return [...Map.groupBy(remarks, ({ because }) => because)].map(([because, its]) => {
    const named = its.slice(0, NAMED).map(({ place, what }) => `${place} (${what})`);
    const more = its.length > NAMED ? ` and ${its.length - NAMED} more` : "";
    const isOut = its.every(({ leftOut }) => leftOut) ? "left out: " : "";
    const [noun, says] = its.length === 1 ? ["entry", singular(because)] : ["entries", because];
    return `${isOut}${its.length} ${noun} ${says}: ${named.join(", ")}${more}`;
  });
}

/** `belong to ...` as it is said of one. */
function singular(because: string): string {
  return because
    .replace(/^are /, "is ")
    .replace(/^have /, "has ")
    .replace(/^(belong|end) /, "$1s ")
    .replace(" their ", " its ");
}
