import { basename } from "node:path";
import type { Report } from "../reports/report.ts";
import { readDocument } from "../specs/read-document.ts";
import { UserError } from "../specs/user-error.ts";
import type { RunSettings } from "./options.ts";
import { bindsOf } from "./select-subjects.ts";

/** An earlier report, as the baseline of a run. */
export interface Baseline {
  /** Why a failure of the clause is not new: it failed before, or the baseline does not hold the clause. Undefined if it is new. */
  readonly excuse: (clause: string) => string | undefined;
  /** Ids of the clauses that could not be judged. */
  readonly unjudged: ReadonlySet<string>;
}

/**
 * Reads the baseline report. A failure is new by the same rule as in `diff`.
 * @param path absolute
 * @throws UserError for a file that is not a report, and for a report of an endpoint if a client is tested, or the other way round
 */
export function readBaseline(path: string, settings: RunSettings): Baseline {
  const { subject, verdicts } = readDocument<Report>(path, "report");
  const kind = bindsOf(settings) === "client" ? "client" : "endpoint";
  if (subject.kind !== kind) {
    throw new UserError(
      `--baseline ${path}: reports on ${subject.kind === "client" ? "a client" : "an endpoint"}, but this run tests ${kind === "client" ? "a client" : "an endpoint"}`,
    );
  }
  const outcomes = new Map(verdicts.map(({ clause, outcome }) => [clause, outcome]));
  const name = basename(path);
  return {
    excuse(clause) {
      const before = outcomes.get(clause);
      if (before === undefined) return `not in the baseline, ${name}`;
      return before === "fail" ? `failed in the baseline, ${name}` : undefined;
    },
    unjudged: new Set([...outcomes].flatMap(([clause, outcome]) => (outcome === "error" ? [clause] : []))),
  };
}
