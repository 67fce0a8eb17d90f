import { resolve } from "node:path";
import { Command } from "commander";
import { mergeReports } from "../reports/merge-reports.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { each, share } from "./option-values.ts";
import { readReport } from "./read-report.ts";
import { terminalFor } from "./terminal-for.ts";

interface Options {
  readonly out: string;
  readonly report?: readonly string[];
  readonly minCoverage: number;
  readonly quiet?: true;
  readonly color: boolean;
}

/** `merge PART.json ...`: one report of those of the parts of a run. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Make one report of those of the parts of a run: one subject, edition and seed, different clauses.",
    )
    .argument("<report.json...>", "reports in the format json")
    .option("--out <dir>", "folder for reports", "conformance-report")
    .option("--report <format[:path]>", "write this format too; repeatable", each(String))
    .option("--min-coverage <share>", "share of the must clauses that must have been judged", share, 0.5)
    .option("--quiet", "print the outcome only")
    .option("--no-color", "print without colours")
    .action(async (paths: readonly string[], options: Options) => {
      const report = mergeReports(paths.map((name) => ({ name, report: readReport(name, io.cwd) })));
      const write = await reportWriter({
        folder: resolve(io.cwd, options.out),
        wanted: options.report ?? [],
        cwd: io.cwd,
        shared: io.env["GITHUB_STEP_SUMMARY"],
        print: (text) => io.out.write(text),
      });
      io.exitCode = finish(report, write, options, terminalFor(io, options), io);
    });
}
