import type { ReportedVerdict } from "./report.ts";

/** How a verdict shows: its outcome, with failures that a deviation covers apart. */
export type Shown = "pass" | "fail" | "known" | "error" | "uncovered" | "noted";

/** The order in which outcomes are told, the worst first. */
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
