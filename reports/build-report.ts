import type { Level } from "../specs/clause.ts";
import { UserError } from "../specs/user-error.ts";
import type { Outcome } from "../suites/judge/verdict.ts";
import type { ErrorSeen } from "../suites/run/run-event.ts";
import type { RecordedFooter, RecordedVerdict, ReportHeader, ReportRecord } from "./record.ts";
import type { Report, ReportedVerdict, RunFacts, Summary, Tally } from "./report.ts";

/** The report made from all records of a run, or of a run followed by its resumption. */
export function buildReport(records: Iterable<ReportRecord>): Report {
  const collector = collectReport();
  for (const record of records) collector.add(record);
  return collector.report();
}

/** Collects the records of a run as they arrive. */
export interface ReportCollector {
  add(record: ReportRecord): void;
  /** The report of the records so far. */
  report(): Report;
}

/**
 * Makes a collector. A second header begins the resumption of the run: the last verdict of a clause counts, and times and exchanges add up. If the
 * run did not complete, a clause without a verdict has the outcome `error` with the reason.
 */
export function collectReport(): ReportCollector {
  let header: ReportHeader | undefined;
  const parts: Part[] = [];
  const verdicts = new Map<string, RecordedVerdict>();
  const notices: string[] = [];
  /** Ids of passive clauses that the calls of other clauses broke. */
  const suspected = new Set<string>();
  const errors: ErrorSeen[] = [];

  const add = (record: ReportRecord): void => {
    if ("header" in record) {
      header ??= record.header;
      parts.push({ started: new Set(), exchanges: 0 });
      return;
    }
    const part = parts.at(-1);
    if ("notice" in record) notices.push(record.notice);
    else if ("started" in record) part?.started.add(record.started);
    else if ("evidence" in record) {
      for (const [clause, { suspects }] of Object.entries(record.evidence.seen)) {
        if (suspects) suspected.add(clause);
      }
      errors.push(...record.evidence.errors);
    } else if ("verdict" in record) {
      const { clause, exchanges } = record.verdict;
      verdicts.set(clause, record.verdict);
      // Count only clauses that were started in this part. Passive clauses share the exchanges of others, and verdicts of an earlier part
      // were
      // counted there.
      if (part?.started.has(clause)) part.exchanges += exchanges;
    } else if (part) part.footer = record.footer;
  };

  const report = (): Report => {
    if (header === undefined) throw new UserError("there is no header: no run began");
    const { version, tool, subject, edition, run, clauses } = header;
    const end = endOf(parts);
    const judged = clauses.flatMap((clause): ReportedVerdict[] => {
      const verdict = verdicts.get(clause.clause);
      if (verdict !== undefined) return [{ ...clause, ...verdict }];
      return end.ended === "completed"
        ? []
        : [{ ...clause, ...unjudged(clause.clause, end.ended, parts, suspected) }];
    });
    const inFooters = parts.flatMap(({ footer }) => footer?.errors ?? []);
    return {
      version,
      tool,
      subject,
      edition,
      run: { ...run, ...end },
      summary: summaryOf(judged),
      verdicts: judged,
      errors: mostTelling([...inFooters, ...errors]),
      staleDeviations: parts.at(-1)?.footer?.staleDeviations ?? [],
      notices,
    };
  };

  return { add, report };
}

/** The records that follow a header: a run, or the resumption of one. */
interface Part {
  readonly started: Set<string>;
  exchanges: number;
  footer?: RecordedFooter;
}

type End = Pick<RunFacts, "durationMs" | "exchanges" | "ended" | "because">;

function endOf(parts: readonly Part[]): End {
  const exchanges = sum(parts.map((part) => part.footer?.exchanges ?? part.exchanges));
  const last = parts.at(-1)?.footer;
  if (last === undefined)
    return { exchanges, ended: "killed", because: "its records end before the end of the run" };
  const { ended, because } = last;
  return {
    ...(last.durationMs !== undefined && {
      durationMs: sum(parts.map((part) => part.footer?.durationMs ?? 0)),
    }),
    exchanges,
    ended,
    ...(because !== undefined && { because }),
  };
}

const ENDINGS: Readonly<Record<Exclude<RunFacts["ended"], "completed">, string>> = {
  interrupted: "the run was interrupted",
  "target-died": "the target died",
  killed: "the run was killed",
};

function unjudged(
  clause: string,
  ended: keyof typeof ENDINGS,
  parts: readonly Part[],
  suspected: ReadonlySet<string>,
): RecordedVerdict {
  const begun = parts.some(({ started }) => started.has(clause));
  const when = suspected.has(clause)
    ? "before a failure of this clause was confirmed"
    : begun
      ? "while this clause was being judged"
      : "before this clause was reached";
  return { clause, outcome: "error", cases: 0, exchanges: 0, ms: 0, because: `${ENDINGS[ended]} ${when}` };
}

function summaryOf(verdicts: readonly ReportedVerdict[]): Summary {
  const level = (name: Level): Tally => tallyOf(verdicts.filter((verdict) => verdict.level === name));
  return { ...tallyOf(verdicts), must: level("must"), should: level("should"), may: level("may") };
}

/** The tally of some verdicts of a report. */
export function tallyOf(verdicts: readonly ReportedVerdict[]): Tally {
  const count = (outcome: Outcome): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const [pass, failing, noted] = [count("pass"), count("fail"), count("noted")];
  const deviations = verdicts.filter((verdict) => verdict.deviation !== undefined).length;
  const behind = verdicts.filter((verdict) => verdict.behind !== undefined).length;
  return {
    pass,
    fail: failing - deviations,
    error: count("error"),
    uncovered: count("uncovered"),
    behind,
    noted,
    deviations,
    divergence: pass + failing === 0 ? null : failing / (pass + failing),
    coverage: verdicts.length === 0 ? null : (pass + failing + noted + behind) / verdicts.length,
  };
}

const SEEN: readonly ErrorSeen["outcome"][] = ["not seen", "observed", "provoked"];

/** For each error of an operation, the most informative row. */
function mostTelling(rows: readonly ErrorSeen[]): ErrorSeen[] {
  const best = new Map<string, ErrorSeen>();
  for (const row of rows) {
    const key = `${row.operation} ${row.code}`;
    const known = best.get(key);
    if (known === undefined || SEEN.indexOf(row.outcome) > SEEN.indexOf(known.outcome)) best.set(key, row);
  }
  return [...best.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
