import type { Report } from "./report.ts";

/** A feature of which nothing works: perhaps the subject does not offer it. */
export interface PerhapsNotOffered {
  readonly feature: string;
  /** How many clauses need it; all that were judged fail. */
  readonly failing: number;
}

/** Fewer clauses show nothing about a feature. */
const ENOUGH = 3;

/** The features that a subject is taken to have although every clause that needs them, and could be judged, fails. */
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
