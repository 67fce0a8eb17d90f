import type { Remark } from "../suites/grade/grade.ts";

/** Entries that are named of those that one thing is said of. */
const NAMED = 5;

/** What is said of entries that were not judged, or not wholly: how many, why, and which. */
export function remarkWords(remarks: readonly Remark[]): string[] {
  const words = createRemarkWords();
  words.add(remarks);
  return words.lines();
}

/** The same of entries that come one by one: it keeps no more of them than it names. */
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
        const [noun, says] = count === 1 ? ["entry", singular(because)] : ["entries", because];
        return `${isOut ? "left out: " : ""}${count} ${noun} ${says}: ${named.join(", ")}${more}`;
      }),
  };
}

/** `belong to ...` as it is said of one. */
function singular(because: string): string {
  return because
    .replace(/^are /, "is ")
    .replace(/^were /, "was ")
    .replace(/^have /, "has ")
    .replace(/^belong /, "belongs ")
    .replace(" their ", " its ");
}
