import type { ReportedVerdict } from "./report.ts";

/** The outcome that a verdict is shown under. Failures that a deviation covers are separate. */
export type Shown = "pass" | "fail" | "known" | "error" | "uncovered" | "noted";

/** The order in which outcomes are shown, the worst first. */
export const SHOWN: readonly Shown[] = ["fail", "error", "known", "uncovered", "noted", "pass"];

export const WORDS: Readonly<Record<Shown, string>> = {
  fail: "fail",
  error: "error",
  known: "known failure",
  uncovered: "uncovered",
  noted: "noted",
  pass: "pass",
};

export function shownOf({ outcome, deviation }: Pick<ReportedVerdict, "outcome" | "deviation">): Shown {
  return outcome === "fail" && deviation !== undefined ? "known" : outcome;
}
