import { resolve } from "node:path";
import { Command } from "commander";
import { buildReport } from "../reports/build-report.ts";
import { readJournal } from "../reports/journal.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { each, share } from "./option-values.ts";
import { terminalFor } from "./terminal-for.ts";

interface Options {
  readonly out: string;
  readonly report?: readonly string[];
  readonly strict?: true;
  readonly minCoverage: number;
  readonly quiet?: true;
  readonly color: boolean;
}

/** `report JOURNAL`: the reports of a run, also of one that was killed. */
export function command(io: Io): Command {
  return new Command()
    .description("Make reports of the journal of a run, also of one that was killed.")
    .argument("<journal>", "journal.ndjson of a run, or a report in the format ndjson")
    .option("--out <dir>", "folder for reports", "conformance-report")
    .option("--report <format[:path]>", "write this format too; repeatable", each(String))
    .option("--strict", "failing should clauses count too")
    .option("--min-coverage <share>", "share of the must clauses that must have been judged", share, 0.5)
    .option("--quiet", "print the outcome only")
    .option("--no-color", "print without colours")
    .action(async (journal: string, options: Options) => {
      const write = await reportWriter({
        folder: resolve(io.cwd, options.out),
        wanted: options.report ?? [],
        cwd: io.cwd,
        shared: io.env["GITHUB_STEP_SUMMARY"],
        print: (text) => io.out.write(text),
      });
      const built = buildReport(readJournal(resolve(io.cwd, journal)));
      const report = { ...built, run: { ...built.run, strict: options.strict ?? built.run.strict } };
      io.exitCode = finish(report, write, options, terminalFor(io, options), io);
    });
}
