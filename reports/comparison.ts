import { UserError } from "../specs/user-error.ts";
import { type Badge, badgeOf } from "./badge.ts";
import type { Report, ReportedClause, ReportedVerdict, Subject, Summary } from "./report.ts";

/** Several subjects compared clause by clause. specs/schema/comparison.json describes it. */
export interface Comparison {
  readonly version: 1;
  readonly subjects: readonly ComparedSubject[];
  /** Every clause that any of the reports holds. The order is that of the first report that holds it. */
  readonly clauses: readonly ComparedClause[];
}

export interface ComparedSubject {
  /** Distinguishes the subject from the others: its name, with its version and a number if needed. */
  readonly label: string;
  readonly subject: Pick<Subject, "kind" | "name" | "url" | "version">;
  readonly edition: string;
  readonly startedAt: string;
  readonly summary: Summary;
  readonly badge: Badge;
}

export interface ComparedClause extends ReportedClause {
  /** Whether the subjects that were judged behave differently. */
  readonly differs: boolean;
  /** One for each subject, or null if its report does not hold the clause. */
  readonly seen: readonly (SeenVerdict | null)[];
}

export type SeenVerdict = Pick<ReportedVerdict, "outcome" | "because" | "answers" | "deviation"> & {
  /** For a failure, what came instead of what was expected. */
  readonly actual?: string;
};

/**
 * Compares two or more reports.
 * @throws UserError for fewer than two reports, and for endpoints mixed with clients: no clause binds both
 */
export function compare(reports: readonly Report[]): Comparison {
  if (reports.length < 2) throw new UserError("there is nothing to compare with: give two reports or more");
  const kinds = new Set(reports.map(({ subject }) => subject.kind));
  if (kinds.size > 1) {
    throw new UserError("endpoints cannot be compared with clients: no clause binds both");
  }
  const labels = labelsOf(reports.map(({ subject }) => subject));
  const held = reports.map(({ verdicts }) => new Map(verdicts.map((verdict) => [verdict.clause, verdict])));
  const clauses = new Map<string, ReportedVerdict>();
  for (const verdict of reports.flatMap(({ verdicts }) => verdicts)) {
    if (!clauses.has(verdict.clause)) clauses.set(verdict.clause, verdict);
  }
  return {
    version: 1,
    subjects: reports.map((report, index) => ({
      label: labels[index] as string,
      subject: pick(report.subject, ["kind", "name", "url", "version"]),
      edition: report.edition,
      startedAt: report.run.startedAt,
      summary: report.summary,
      badge: badgeOf(report),
    })),
    clauses: [...clauses.values()].map((verdict) => {
      const seen = held.map((verdicts) => {
        const own = verdicts.get(verdict.clause);
        return own === undefined ? null : seenOf(own);
      });
      return {
        ...pick(verdict, ["clause", "operation", "level", "says", "source"]),
        differs: new Set(seen.flatMap(doing)).size > 1,
        seen,
      };
    }),
  };
}

function seenOf(verdict: ReportedVerdict): SeenVerdict {
  const violations = verdict.failure?.violations ?? [];
  const actual = violations.map((violation) => `${violation.says}: ${violation.actual}`).join("; ");
  return {
    ...pick(verdict, ["outcome", "because", "answers", "deviation"]),
    ...(actual !== "" && { actual }),
  };
}

/**
 * The behavior of a subject, in a form to compare. A known failure equals any other failure, and how often an answer came does not matter. A clause
 * that was not judged shows no behavior.
 */
function doing(seen: SeenVerdict | null): string[] {
  if (seen === null || seen.outcome === "uncovered" || seen.outcome === "error") return [];
  const answers = seen.outcome === "fail" ? [] : Object.keys(seen.answers ?? {}).map(kindOf);
  return [JSON.stringify([seen.outcome, [...new Set(answers)].sort()])];
}

/** An answer as it is compared. One that no source names quotes what came, as in `other: 200 {...}`: only its status is compared. */
function kindOf(answer: string): string {
  return answer.startsWith("other: ") ? answer.split(" ", 2).join(" ") : answer;
}

/** Labels that distinguish the subjects: the version is added if names repeat, and a number if that is not enough. */
function labelsOf(subjects: readonly Subject[]): string[] {
  const names = subjects.map(({ name }) => name);
  const versioned = subjects.map(({ name, version }) =>
    version !== undefined && isRepeated(name, names) ? `${name} ${version}` : name,
  );
  return versioned.map((label, index) =>
    isRepeated(label, versioned)
      ? `${label} (${versioned.slice(0, index + 1).filter((other) => other === label).length})`
      : label,
  );
}

function isRepeated(text: string, texts: readonly string[]): boolean {
  return texts.indexOf(text) !== texts.lastIndexOf(text);
}

function pick<T, K extends keyof T>(value: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]]])),
  ) as Pick<T, K>;
}
