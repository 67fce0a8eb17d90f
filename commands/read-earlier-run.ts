import { readJournal } from "../reports/journal.ts";
import type { RecordedVerdict, ReportHeader, ReportRecord } from "../reports/record.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { PassiveEvidence } from "../suites/judge/passive-evidence.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import type { RunEvent } from "../suites/run/run-event.ts";

/** A run to resume, as its journal holds it. */
export interface EarlierRun {
  readonly header: ReportHeader;
  readonly records: readonly ReportRecord[];
  /** Its final verdicts: those on clauses that were judged to the end. */
  readonly done: readonly Verdict[];
  /** What passive clauses saw of the calls of those clauses. */
  readonly evidence: readonly PassiveEvidence[];
  /** The record of an event. For a final verdict this is the record in the journal, with its minimal example. */
  recordOf(event: RunEvent, record: ReportRecord): ReportRecord;
}

/**
 * Reads the journal of a run to resume.
 * @throws UserError for a file that is not a journal, and for a journal made by other rules
 */
export function readEarlierRun(path: string): EarlierRun {
  const records = readJournal(path);
  const header = records.find((record) => "header" in record)?.header;
  if (header === undefined) throw new UserError(`--resume ${path}: contains no run`);
  const clauses = new Map(header.clauses.map((clause) => [clause.clause, clause]));
  const evidence = new Map<string, PassiveEvidence>();
  const standing = new Map<string, RecordedVerdict>();
  for (const record of records) {
    if ("evidence" in record) evidence.set(record.evidence.of, record.evidence);
    if (!("verdict" in record)) continue;
    const { clause, outcome } = record.verdict;
    if (outcome === "pass" || outcome === "fail" || outcome === "noted") standing.set(clause, record.verdict);
    else standing.delete(clause);
  }
  // All calls of the run judge a passive clause, so of its verdicts only a failure is final. The verdict on another clause is final only if
  // the journal also holds what passive clauses saw of its calls.
  const passive = new Set([...evidence.values()].flatMap(({ seen }) => Object.keys(seen)));
  for (const [clause, { outcome }] of standing) {
    if (passive.has(clause) ? outcome !== "fail" : !evidence.has(clause)) standing.delete(clause);
  }
  const done = [...standing.values()].flatMap((verdict): Verdict[] => {
    const clause = clauses.get(verdict.clause);
    if (clause === undefined) return [];
    const { failure: _, deviation: __, ...rest } = verdict;
    return [{ ...rest, level: clause.level, says: clause.says }];
  });
  return {
    header,
    records,
    done,
    evidence: [...evidence.values()].filter(({ of }) => standing.has(of)),
    recordOf(event, record) {
      if (event.type !== "verdict" || !("verdict" in record)) return record;
      const { clause, deviation } = event.verdict;
      const known = standing.get(clause);
      if (known === undefined) return record;
      const { deviation: _, ...rest } = known;
      return { verdict: { ...rest, ...(deviation !== undefined && { deviation }) } };
    },
  };
}

/** @throws UserError if the settings of the run differ from those of the earlier one */
export function assertResumable(
  { header }: EarlierRun,
  now: {
    readonly tool: { readonly version: string };
    readonly specification: Specification;
    readonly subject: string;
    readonly seed: number;
    readonly cases: number;
  },
): void {
  const differing = [
    ["version of lambda-conformance", header.tool.version, now.tool.version],
    ["specification", header.run.specs, now.specification.digest],
    ["edition", header.edition, now.specification.edition],
    ["subject", header.subject.name, now.subject],
    ["seed", header.run.seed, now.seed],
    ["number of cases", header.run.cases, now.cases],
  ].filter(([, before, after]) => before !== after);
  const [first] = differing;
  if (first) {
    const [what, before, after] = first;
    throw new UserError(`--resume: the ${what} was ${before} in that run, but is ${after} now`);
  }
}
