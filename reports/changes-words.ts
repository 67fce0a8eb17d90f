import {
  CHANGE_KINDS,
  type ChangedReport,
  type ChangeKind,
  type Changes,
  type ClauseChange,
} from "./changes.ts";
import { shownOf, WORDS } from "./shown.ts";

/** The title of each list of changes. */
export const TITLES: Readonly<Record<ChangeKind, string>> = {
  failing: "Newly failing",
  erroring: "No longer judged",
  uncovered: "Newly skipped",
  passing: "No longer failing",
  covered: "Newly judged",
  added: "New clauses",
  removed: "Removed clauses",
};

/** The lists that are not empty, with their titles. Changes that count come first. */
export function toldChanges(changes: Changes): { kind: ChangeKind; title: string; list: ClauseChange[] }[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const list = changes[kind].toSorted((a, b) => Number(b.counts) - Number(a.counts));
    return list.length === 0 ? [] : [{ kind, title: TITLES[kind], list }];
  });
}

/** `pass -> fail`, or the one outcome of a clause that only one report holds. */
export function outcomesOf({ before, after }: ClauseChange): string {
  return [before, after].flatMap((one) => (one === undefined ? [] : [WORDS[shownOf(one)]])).join(" -> ");
}

/** The newer reason. */
export function reasonOf({ before, after }: ClauseChange): string | undefined {
  return (after ?? before)?.because;
}

/** One of the two reports in a few words: subject, edition, time. */
export function reportWords({ subject, edition, startedAt }: ChangedReport): string {
  const version = subject.version === undefined ? "" : ` ${subject.version}`;
  return `${subject.name}${version}, edition ${edition}, ${startedAt.slice(0, 16).replace("T", " ")}`;
}

/** All lists summed up in one sentence. */
export function conclusionOf(changes: Changes): string {
  const counted = changes.failing.filter(({ counts }) => counts).length;
  if (counted > 0)
    return `${counted} ${counted === 1 ? "new failure that counts" : "new failures that count"}`;
  return "No new failure that counts";
}
