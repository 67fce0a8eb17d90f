import type { ReportedVerdict } from "./report.ts";

/** A check, and the checks directly after it, as far as requests with two faults show. */
export interface CheckStep {
  readonly first: string;
  /** No other check comes between this one and any of these. */
  readonly next: readonly string[];
}

/**
 * The order of a subject's checks, derived from the verdicts on requests with two faults. It is a partial order, without pairs that follow from
 * others. Pairs with several different answers are left out.
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
    // Checks in a circle have no order, so none of them counts as between two others.
    const between = (last: string): boolean =>
      [...all].some((other) => other !== last && reaches(other, last) && !reaches(last, other));
    const next = [...all].filter((last) => !between(last));
    return next.length === 0 ? [] : [{ first, next }];
  });
}

/** A pair of checks, the earlier one first. */
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
