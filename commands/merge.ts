import { resolve } from "node:path";
import { Command } from "commander";
import { mergeReports } from "../reports/merge-reports.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { readReport } from "./read-report.ts";
import { terminalFor } from "./terminal-for.ts";

type Options = OptionsGiven<"out" | "report" | "minCoverage" | "quiet" | "color">;

/** `merge PART.json ...`: merges the reports of the parts of a run into one. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Merge the reports of a run that was split with --shard: same subject, edition and seed, different clauses.",
    )
    .argument("<report.json...>", "JSON reports")
    .addOption(optionOf("out"))
    .addOption(optionOf("report"))
    .addOption(optionOf("minCoverage"))
    .addOption(optionOf("quiet"))
    .addOption(optionOf("color"))
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
