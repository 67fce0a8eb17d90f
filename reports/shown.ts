import type { ReportedVerdict } from "./report.ts";

/** The outcome that a verdict is shown under. Failures that a deviation covers are separate. */
export type Shown = "pass" | "fail" | "known" | "error" | "uncovered" | "noted";

/** The order in which outcomes are shown, the worst first. */
export const SHOWN: readonly Shown[] = ["fail", "error", "known", "uncovered", "noted", "pass"];

/** The words that people read for each outcome. JSON says `error` for not judged, and `uncovered` for skipped. */
export const WORDS: Readonly<Record<Shown, string>> = {
  fail: "fail",
  error: "not judged",
  known: "known failure",
  uncovered: "skipped",
  noted: "noted",
  pass: "pass",
};

/** A number of clauses with an outcome: `35 known failures`, `3 skipped`. */
export function countedWords(shown: Shown, count: number): string {
  return `${count} ${WORDS[shown]}${shown === "known" && count !== 1 ? "s" : ""}`;
}

export function shownOf({ outcome, deviation }: Pick<ReportedVerdict, "outcome" | "deviation">): Shown {
  return outcome === "fail" && deviation !== undefined ? "known" : outcome;
}
