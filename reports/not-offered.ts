import type { Report } from "./report.ts";

/** A feature whose judged clauses all fail: perhaps the subject does not support it. */
export interface PerhapsNotOffered {
  readonly feature: string;
  /** How many clauses need it and were judged. All of them fail. */
  readonly failing: number;
}

/** Fewer failing clauses than this show nothing about a feature. */
const ENOUGH = 3;

/** Features that the subject should have, but for which every judged clause fails. */
export function perhapsNotOffered({
  subject,
  verdicts,
}: Pick<Report, "subject" | "verdicts">): PerhapsNotOffered[] {
  return Object.entries(subject.features).flatMap(([feature, has]) => {
    if (!has) return [];
    const its = verdicts.filter(({ requires, level }) => level !== "may" && requires?.includes(feature));
    const failing = its.filter(({ outcome, deviation }) => outcome === "fail" && deviation === undefined);
    const passes = its.some(({ outcome }) => outcome === "pass");
    return passes || failing.length < ENOUGH ? [] : [{ feature, failing: failing.length }];
  });
}
