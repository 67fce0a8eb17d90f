import { type Badge, badgeOf } from "../badge.ts";
import { tallyOf } from "../build-report.ts";
import { type Changes, changesOf } from "../changes.ts";
import { familyOf, type Report, type ReportedVerdict, type Tally } from "../report.ts";
import { compareFamilies } from "./compare-families.ts";

/** A maker's comment on a subject. specs/schema/board-comments.json describes the file. */
export interface Comment {
  /** Name of the subject. */
  readonly subject: string;
  /** A clause or a glob. Absent: the comment is about the whole subject. */
  readonly clause?: string;
  readonly says: string;
  readonly by: string;
  readonly url?: string;
}

/** All reports of all subjects, as the pages of a site need them. */
export interface Board {
  readonly subjects: readonly BoardSubject[];
  /** Every clause that the newest report of any subject holds, by its id, in the order of the specification. */
  readonly clauses: readonly BoardClause[];
}

export interface BoardSubject {
  /** Path of its pages: `endpoint/ministack`. */
  readonly path: string;
  readonly name: string;
  readonly kind: "endpoint" | "client";
  /** The newest. */
  readonly report: Report;
  readonly badge: Badge;
  /** Shares by operation, and by family. Each share keeps the levels apart. */
  readonly operations: readonly Share[];
  readonly families: readonly Share[];
  /** Oldest first; the last one is the newest report. */
  readonly history: readonly BoardRun[];
  readonly comments: readonly Comment[];
}

/** The tallies of one part of the clauses, by level. */
export interface Share {
  readonly name: string;
  readonly must: Tally;
  readonly should: Tally;
}

/** One report of a subject, and how it differs from the one before. */
export interface BoardRun {
  readonly report: Report;
  readonly changes?: Changes;
  /** What changed between the two runs, as far as the reports show: the subject, the suite, both or neither. */
  readonly because?: "subject" | "suite" | "both" | "neither";
  /** Divergence of the must clauses that both reports hold, before and after. Clauses that the suite added are not counted. */
  readonly common?: { readonly before: number | null; readonly after: number | null };
}

export interface BoardClause {
  readonly verdict: ReportedVerdict;
  /** The verdict of each subject that was judged by this clause. */
  readonly seen: readonly { readonly subject: BoardSubject; readonly verdict: ReportedVerdict }[];
}

/**
 * @param reports each run of a subject once
 * @param comments comments of makers; those on subjects without a report are ignored
 */
export function boardOf(reports: readonly Report[], comments: readonly Comment[] = []): Board {
  const groups = [...Map.groupBy(reports, ({ subject }) => `${subject.kind} ${subject.name}`).values()];
  const paths = new Set<string>();
  const subjects = groups
    .map((group): BoardSubject => {
      const history = historyOf(group.toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1)));
      const { report } = history.at(-1) as BoardRun;
      const { kind, name } = report.subject;
      return {
        path: freePath(`${kind}/${slug(name)}`, paths),
        name,
        kind,
        report,
        badge: badgeOf(report),
        operations: sharesBy(report, ({ operation }) => operation),
        families: sharesBy(report, ({ clause }) => familyOf(clause)).toSorted((a, b) =>
          compareFamilies(a.name, b.name),
        ),
        history,
        comments: comments.filter(({ subject }) => subject === name),
      };
    })
    .sort((a, b) => b.kind.localeCompare(a.kind) || a.name.localeCompare(b.name));
  const clauses = new Map<string, { verdict: ReportedVerdict; seen: BoardClause["seen"][number][] }>();
  for (const subject of subjects) {
    for (const verdict of subject.report.verdicts) {
      const known = clauses.get(verdict.clause) ?? { verdict, seen: [] };
      known.seen.push({ subject, verdict });
      clauses.set(verdict.clause, known);
    }
  }
  return { subjects, clauses: [...clauses.values()] };
}

function historyOf(reports: readonly Report[]): readonly BoardRun[] {
  return reports.map((report, index): BoardRun => {
    const before = reports[index - 1];
    if (before === undefined) return { report };
    const isOther = before.subject.version !== report.subject.version;
    const isJudgedOtherwise = before.run.specs !== report.run.specs || before.edition !== report.edition;
    return {
      report,
      changes: changesOf(before, report),
      because: isOther ? (isJudgedOtherwise ? "both" : "subject") : isJudgedOtherwise ? "suite" : "neither",
      common: commonOf(before, report),
    };
  });
}

function commonOf(before: Report, after: Report): NonNullable<BoardRun["common"]> {
  const held = (report: Report): Set<string> => new Set(report.verdicts.map(({ clause }) => clause));
  const [was, is] = [held(before), held(after)];
  const both = new Set([...was].filter((clause) => is.has(clause)));
  const divergence = ({ verdicts }: Report): number | null =>
    tallyOf(verdicts.filter(({ clause, level }) => level === "must" && both.has(clause))).divergence;
  return { before: divergence(before), after: divergence(after) };
}

function sharesBy({ verdicts }: Report, nameOf: (verdict: ReportedVerdict) => string): readonly Share[] {
  return [...Map.groupBy(verdicts, nameOf)].map(([name, own]) => ({
    name,
    must: tallyOf(own.filter(({ level }) => level === "must")),
    should: tallyOf(own.filter(({ level }) => level === "should")),
  }));
}

/** Lower-case letters, digits, dots and hyphens only: safe in paths and in URLs. */
export function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, "-")
      .replace(/^[-.]+|[-.]+$/g, "")
      .slice(0, 80) || "subject"
  );
}

function freePath(wanted: string, taken: Set<string>): string {
  let path = wanted;
  for (let number = 2; taken.has(path); number++) path = `${wanted}-${number}`;
  taken.add(path);
  return path;
}
