import type { Remark } from "../suites/grade/grade.ts";

/** Most entries to name for one remark. */
const NAMED = 5;

/** Remarks on entries that were not judged, or only in part: how many, why, and which. */
export function remarkWords(remarks: readonly Remark[]): string[] {
  const words = createRemarkWords();
  words.add(remarks);
  return words.lines();
}

/** The same for entries that arrive one by one. It keeps only the entries that it will name. */
export interface RemarkWords {
  add(remarks: readonly Remark[]): void;
  lines(): string[];
}

export function createRemarkWords(): RemarkWords {
  const groups = new Map<string, { count: number; isOut: boolean; readonly named: string[] }>();
  return {
    add(remarks) {
      for (const { because, place, what, leftOut } of remarks) {
        const group = groups.get(because) ?? { count: 0, isOut: true, named: [] };
        groups.set(because, group);
        group.count += 1;
        group.isOut &&= leftOut;
        if (group.named.length < NAMED) group.named.push(`${place} (${what})`);
      }
    },
    lines: () =>
      [...groups].map(([because, { count, isOut, named }]) => {
        const more = count > NAMED ? ` and ${count - NAMED} more` : "";
        const noun = count === 1 ? "entry" : "entries";
        return `${isOut ? "left out: " : ""}${count} ${noun} (${because}): ${named.join(", ")}${more}`;
      }),
  };
}
