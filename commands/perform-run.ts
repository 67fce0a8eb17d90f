import { relative } from "node:path";
import { collectReport } from "../reports/build-report.ts";
import { createJournal } from "../reports/journal.ts";
import { type RunContext, recordOf, reportedExchange } from "../reports/record.ts";
import type { Report } from "../reports/report.ts";
import type { ReportWriter } from "../reports/report-writer.ts";
import type { Terminal } from "../reports/terminal.ts";
import { visible } from "../reports/visible.ts";
import { wireText } from "../reports/wire-text.ts";
import { UserError } from "../specs/user-error.ts";
import { run } from "../suites/run/run.ts";
import type { RunOptions } from "../suites/run/run-options.ts";
import type { Exchange } from "../wire/exchange.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import type { EarlierRun } from "./read-earlier-run.ts";

/** The outputs of a run. */
export interface RunOutputs {
  readonly write: ReportWriter;
  readonly journal: string | undefined;
  readonly earlier: EarlierRun | undefined;
  readonly context: RunContext;
  readonly minCoverage: number;
  readonly unjudgedBefore?: ReadonlySet<string>;
  readonly trace: boolean;
  /** Called for each call that was made. */
  readonly onCall: () => void;
  /**
   * Called with each exchange, without its secrets. Hiding them costs more than all other work of a run, so leave it out if nobody needs the
   * exchanges.
   */
  readonly onExchange?: (exchange: Exchange) => void;
  readonly terminal: Terminal;
  /** Called with the report after it was written and shown. */
  readonly after?: (report: Report) => void;
}

/**
 * Runs, and passes each event to all outputs.
 * @returns the status to exit with
 */
export async function performRun(options: RunOptions, telling: RunOutputs, io: Io): Promise<number> {
  const { earlier, context, trace, terminal } = telling;
  const collector = collectReport();
  for (const record of earlier?.records ?? []) collector.add(record);
  const journal =
    telling.journal === undefined ? undefined : createJournal(telling.journal, earlier ? "append" : "new");
  let began = false;
  let ended = false;
  let journalFailed = false;
  let late: UserError | undefined;
  const unwatch = terminal.watch();
  try {
    for await (const event of run(options)) {
      began ||= event.type === "run-started";
      ended ||= event.type === "run-finished";
      terminal.add(event);
      if (event.type === "exchange") {
        telling.onCall();
        // Reading `event.exchange` hides its secrets.
        telling.onExchange?.(event.exchange);
      }
      if (trace && event.type === "exchange") {
        io.out.write(`# ${event.clause}\n${wireText(reportedExchange(event.exchange))}\n\n`);
      }
      const own = recordOf(event, context);
      const record = own && (earlier?.recordOf(event, own) ?? own);
      if (record) {
        collector.add(record);
        journal?.append(record);
        if (journal?.fault !== undefined && !journalFailed) {
          journalFailed = true;
          io.err.write(`lambda-conformance: ${visible(journalWords(telling.journal, journal.fault, io))}\n`);
        }
      }
    }
  } catch (error) {
    // Show the findings first, and report afterwards that the subject could not be stopped.
    if (ended && error instanceof UserError) late = error;
    // An interrupt aborts everything in progress, including the first requests. That is no error.
    else if (options.signal?.aborted !== true || error !== options.signal.reason) throw error;
    else if (!began) return 0;
  } finally {
    unwatch();
    journal?.close();
  }
  const report = collector.report();
  const status = finish(report, telling.write, telling, terminal, io);
  telling.after?.(report);
  if (late !== undefined) io.err.write(`lambda-conformance: ${visible(late.message)}\n`);
  return late !== undefined || journalFailed ? status || 2 : status;
}

function journalWords(path = "", fault: string, { cwd }: Io): string {
  return `${relative(cwd, path) || path}: the journal ends here, so the run cannot be resumed: ${fault}`;
}
