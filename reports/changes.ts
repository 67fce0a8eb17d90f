import { UserError } from "../specs/user-error.ts";
import { isCounted } from "./exit-status.ts";
import type { Report, ReportedClause, ReportedVerdict, Subject } from "./report.ts";

/** What changed from one report to another. specs/schema/changes.json describes it. A clause is in one list at most. */
export interface Changes extends Readonly<Record<ChangeKind, readonly ClauseChange[]>> {
  readonly version: 1;
  readonly before: ChangedReport;
  readonly after: ChangedReport;
}

/** The lists, in the order in which they are shown. */
export const CHANGE_KINDS = [
  "failing",
  "erroring",
  "uncovered",
  "passing",
  "covered",
  "added",
  "removed",
] as const;

/**
 * failing: it fails now and did not before. erroring: it can no longer be judged. uncovered: it is no longer covered. passing: it no longer fails.
 * covered: it was not judged before, and now is and does not fail. added, removed: only one report holds it.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface ChangedReport {
  readonly subject: Pick<Subject, "kind" | "name" | "url" | "version">;
  readonly edition: string;
  readonly startedAt: string;
  /** Digest of the specification. */
  readonly specs: string;
}

export interface ClauseChange extends Omit<ReportedClause, "source"> {
  /** Absent if the report does not hold the clause. */
  readonly before?: Verdictlet;
  readonly after?: Verdictlet;
  /** Whether this is a new failure that counts: the level of the clause is binding, and no deviation covers it. */
  readonly counts: boolean;
}

type Verdictlet = Pick<ReportedVerdict, "outcome" | "because" | "deviation">;

/**
 * Compares two reports of the same subject or of two subjects.
 * @param strict whether failing `should` clauses count; default: as in the later run
 * @throws UserError if one report is of an endpoint and the other of a client: no clause binds both
 */
export function changesOf(before: Report, after: Report, strict: boolean = after.run.strict): Changes {
  if (before.subject.kind !== after.subject.kind) {
    throw new UserError("an endpoint cannot be compared with a client: no clause binds both");
  }
  const earlier = new Map(before.verdicts.map((verdict) => [verdict.clause, verdict]));
  const later = new Map(after.verdicts.map((verdict) => [verdict.clause, verdict]));
  const lists: Record<ChangeKind, ClauseChange[]> = {
    failing: [],
    erroring: [],
    uncovered: [],
    passing: [],
    covered: [],
    added: [],
    removed: [],
  };
  for (const clause of new Set([...earlier.keys(), ...later.keys()])) {
    const [was, is] = [earlier.get(clause), later.get(clause)];
    const kind = kindOf(was, is);
    if (kind === undefined) continue;
    const counts = kind === "failing" && isCounted(is as ReportedVerdict, strict);
    lists[kind].push(changeOf((is ?? was) as ReportedVerdict, was, is, counts));
  }
  return { version: 1, before: factsOf(before), after: factsOf(after), ...lists };
}

function kindOf(was: ReportedVerdict | undefined, is: ReportedVerdict | undefined): ChangeKind | undefined {
  if (was === undefined) return "added";
  if (is === undefined) return "removed";
  if (was.outcome === is.outcome) return undefined;
  switch (is.outcome) {
    case "fail":
      return "failing";
    case "error":
      return "erroring";
    case "uncovered":
      return "uncovered";
    default:
      if (was.outcome === "fail") return "passing";
      return was.outcome === "error" || was.outcome === "uncovered" ? "covered" : undefined;
  }
}

function changeOf(
  { clause, operation, level, says }: ReportedVerdict,
  was: ReportedVerdict | undefined,
  is: ReportedVerdict | undefined,
  counts: boolean,
): ClauseChange {
  return {
    clause,
    operation,
    level,
    says,
    ...(was && { before: verdictlet(was) }),
    ...(is && { after: verdictlet(is) }),
    counts,
  };
}

function verdictlet({ outcome, because, deviation }: ReportedVerdict): Verdictlet {
  return {
    outcome,
    ...(because !== undefined && { because }),
    ...(deviation !== undefined && { deviation }),
  };
}

function factsOf({ subject, edition, run }: Report): ChangedReport {
  const { kind, name, url, version } = subject;
  return {
    subject: { kind, name, ...(url !== undefined && { url }), ...(version !== undefined && { version }) },
    edition,
    startedAt: run.startedAt,
    specs: run.specs,
  };
}
