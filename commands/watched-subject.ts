import { brokenText } from "../reports/broken-text.ts";
import { collectReport } from "../reports/build-report.ts";
import { type RunContext, recordOf } from "../reports/record.ts";
import type { Report, ReportedFailure, ReportedVerdict } from "../reports/report.ts";
import type { Terminal } from "../reports/terminal.ts";
import type { Specification } from "../specs/specification.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { redactEvent } from "../suites/run/redact-event.ts";
import type { ErrorSeen, RunEvent } from "../suites/run/run-event.ts";
import { givenSecrets } from "../wire/secrets.ts";
import type { Io } from "./io.ts";
import { styleFor } from "./style-for.ts";
import { terminalFor } from "./terminal-for.ts";
import { tool } from "./tool.ts";

export interface WatchedSubjectOptions {
  readonly kind: "endpoint" | "client";
  readonly name: string;
  readonly specification: Specification;
  readonly strict: boolean;
  /** The command that judges a failure again. */
  readonly command: string;
  /** Returns the texts to hide that are known so far. */
  readonly secrets: () => readonly string[];
  readonly options: { readonly quiet?: boolean; readonly color: boolean };
  readonly io: Io;
}

/** The findings on one side at the end. */
export interface Watched {
  readonly verdicts: readonly Verdict[];
  readonly errors: readonly ErrorSeen[];
  readonly exchanges: number;
  readonly notices: readonly string[];
}

/** One side of the traffic that `watch` passes on. A clause that it breaks is shown at once and reported at the end. */
export interface WatchedSubject {
  /**
   * Shows which subject is watched.
   * @param name its name, if it became known only now
   */
  begin(name?: string): void;
  /** Shows clauses that were broken for the first time. Keeps their failures as a report shows them: short and without secrets. */
  broke(verdicts: readonly Verdict[]): void;
  /**
   * Makes the report.
   * @returns what `finish` returns for it
   */
  end(watched: Watched, finish: (report: Report, terminal: Terminal) => number): number;
}

export function createWatchedSubject({
  kind,
  name,
  specification,
  strict,
  command,
  secrets,
  options,
  io,
}: WatchedSubjectOptions): WatchedSubject {
  const context: RunContext = { operations: specification.operations, strict, kind, command };
  const clauses = specification.clauses.filter(
    ({ binds }) => binds === (kind === "client" ? "client" : "server"),
  );
  const facts = new Map(clauses.map((clause) => [clause.id, clause]));
  const terminal = terminalFor(io, options);
  const collector = collectReport();
  const failures = new Map<string, ReportedFailure>();
  const startedAt = Date.now();
  // Cached until more secrets become known.
  let hidden = { texts: -1, secrets: givenSecrets([]) };
  const safe = (event: RunEvent): RunEvent => {
    const texts = secrets();
    if (texts.length !== hidden.texts) hidden = { texts: texts.length, secrets: givenSecrets(texts) };
    return redactEvent(event, hidden.secrets);
  };
  const add = (unsafe: RunEvent): void => {
    const event = safe(unsafe);
    // Broken clauses were shown at once, and progress makes no sense here.
    if (event.type !== "verdict") terminal.add(event);
    const record = recordOf(event, context);
    if (record === undefined) return;
    const failure = "verdict" in record ? failures.get(record.verdict.clause) : undefined;
    collector.add("verdict" in record && failure ? { verdict: { ...record.verdict, failure } } : record);
  };
  return {
    begin(known = name) {
      add({
        type: "run-started",
        run: {
          version: 1,
          tool: tool(),
          subject: { kind, name: known, without: [], ...(kind === "endpoint" && { url: known }) },
          edition: specification.edition,
          startedAt: new Date(startedAt).toISOString(),
          seed: 0,
          cases: 0,
          concurrency: 1,
          specs: specification.digest,
        },
        clauses,
      });
    },
    broke(verdicts) {
      for (const verdict of verdicts) {
        const record = recordOf(safe({ type: "verdict", verdict }), context);
        const clause = facts.get(verdict.clause);
        if (record === undefined || !("verdict" in record) || clause === undefined) continue;
        const { failure } = record.verdict;
        if (failure !== undefined) failures.set(verdict.clause, failure);
        if (options.quiet === true) continue;
        const { level, says, source, operation } = clause;
        const told: ReportedVerdict = { operation, level, says, source, ...record.verdict };
        io.out.write(`${brokenText(told, styleFor(io, options))}\n`);
      }
    },
    end({ verdicts, errors, exchanges, notices }, finish) {
      for (const says of notices) add({ type: "notice", says });
      for (const verdict of verdicts) add({ type: "verdict", verdict });
      add({
        type: "run-finished",
        footer: {
          ended: "completed",
          durationMs: Date.now() - startedAt,
          exchanges,
          staleDeviations: [],
          errors,
        },
      });
      return finish(collector.report(), terminal);
    },
  };
}
