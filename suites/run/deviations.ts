import { matchClause } from "../../specs/match-clause.ts";
import type { Deviation } from "../../targets/target.ts";
import type { Verdict } from "../judge/verdict.ts";

/** Applies deviations to verdicts as they come, and finds stale ones at the end of the run. */
export interface Deviations {
  /** The verdict with the reason of the deviation that covers its failure. */
  cover(verdict: Verdict): Verdict;
  /** Whether any deviation covers a failure of a clause. */
  covers(clause: string): boolean;
  /** Entries that covered no failure although their clauses were judged, expired ones, and ones that match no clause. */
  stale(judged: ReadonlySet<string>, known: readonly string[]): { clause: string; says: string }[];
}

/**
 * @param today YYYY-MM-DD
 * @param edition of the run: entries for other editions are ignored
 * @param version of the subject: entries for other versions are ignored
 */
export function createDeviations(
  entries: readonly Deviation[],
  edition: string,
  today: string,
  version = "",
): Deviations {
  const current = entries.filter((entry) => isCurrent(entry, edition, version));
  const notJudged = new Set<string>();
  const failing = new Map<Deviation, Set<string>>();
  return {
    cover(verdict) {
      if (verdict.outcome === "uncovered" || verdict.outcome === "error") notJudged.add(verdict.clause);
      else notJudged.delete(verdict.clause);
      const covering = current.filter((entry) => matchClause(entry.clause, verdict.clause));
      for (const entry of covering) {
        const seen = failing.get(entry) ?? new Set();
        if (verdict.outcome === "fail") seen.add(verdict.clause);
        else seen.delete(verdict.clause);
        failing.set(entry, seen);
      }
      const excuse = covering.find((entry) => !isExpired(entry, today));
      if (verdict.outcome !== "fail" || excuse === undefined) return verdict;
      const { reason, issue } = excuse;
      return { ...verdict, deviation: issue === undefined ? reason : `${reason} (${issue})` };
    },
    covers: (clause) =>
      current.some((entry) => matchClause(entry.clause, clause) && !isExpired(entry, today)),
    stale(judged, known) {
      return current.flatMap((entry) => {
        const matched = known.filter((id) => matchClause(entry.clause, id));
        const wasJudged = matched.some((id) => judged.has(id) && !notJudged.has(id));
        const says =
          matched.length === 0
            ? "matches no clause"
            : isExpired(entry, today)
              ? `expired on ${entry.expires}`
              : wasJudged && (failing.get(entry)?.size ?? 0) === 0
                ? "no longer fails"
                : undefined;
        return says === undefined ? [] : [{ clause: entry.clause, says }];
      });
    },
  };
}

/** Whether an entry applies to an edition and a version of the subject. */
export function isCurrent({ editions, versions }: Deviation, edition: string, version: string): boolean {
  return (
    (editions?.since ?? "") <= edition &&
    edition < (editions?.until ?? "9999") &&
    (versions?.some((glob) => fits(version, glob)) ?? true)
  );
}

/**
 * Whether an entry no longer excuses anything.
 * @param today YYYY-MM-DD
 */
export function isExpired({ expires }: Deviation, today: string): boolean {
  return expires !== undefined && expires <= today;
}

/** A version may have more text after a blank: `1.26.27 (botocore 1.29.27)`. */
function fits(version: string, glob: string): boolean {
  const [number = ""] = version.split(" ");
  const pattern = glob.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(number);
}
