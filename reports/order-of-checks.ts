import type { ReportedVerdict } from "./report.ts";

/** What is checked directly before what, as far as requests with two faults showed it. */
export interface CheckStep {
  readonly first: string;
  /** None of these has another one between. */
  readonly next: readonly string[];
}

/**
 * The order of a subject's checks, told from the verdicts about requests with two faults: a partial order, without what follows from
 * other pairs of it. A pair of which different answers were seen is in none.
 */
export function orderOfChecks(
  verdicts: readonly Pick<ReportedVerdict, "clause" | "outcome" | "answers">[],
): CheckStep[] {
  const after = new Map<string, Set<string>>();
  for (const verdict of verdicts) {
    const [first, second] = pairOf(verdict) ?? [];
    if (first === undefined || second === undefined) continue;
    after.set(first, (after.get(first) ?? new Set()).add(second));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(after.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return [...after].flatMap(([first, all]) => {
    // What goes in a circle has no order: all of it is told.
    const between = (last: string): boolean =>
      [...all].some((other) => other !== last && reaches(other, last) && !reaches(last, other));
    const next = [...all].filter((last) => !between(last));
    return next.length === 0 ? [] : [{ first, next }];
  });
}

/** Two checks, the earlier one first. */
function pairOf({
  clause,
  outcome,
  answers = {},
}: Pick<ReportedVerdict, "clause" | "outcome" | "answers">): [string, string] | undefined {
  const [, one, how, other] = /\/precedence\/([a-z-]+)-(before|or)-([a-z-]+)$/.exec(clause) ?? [];
  if (one === undefined || other === undefined) return undefined;
  const [a, b] = [one.replaceAll("-", " "), other.replaceAll("-", " ")];
  if (how === "before") return outcome === "pass" ? [a, b] : undefined;
  const firsts = new Set(Object.keys(answers).map((answer) => /^([a-z ]+) first(?:,|$)/.exec(answer)?.[1]));
  if (firsts.size !== 1) return undefined;
  if (firsts.has(a)) return [a, b];
  return firsts.has(b) ? [b, a] : undefined;
}
