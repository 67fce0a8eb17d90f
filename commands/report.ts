import { resolve } from "node:path";
import { Command } from "commander";
import { buildReport } from "../reports/build-report.ts";
import { readJournal } from "../reports/journal.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { reportFolder } from "./report-folder.ts";
import { terminalFor } from "./terminal-for.ts";

type Options = OptionsGiven<"out" | "report" | "strict" | "minCoverage" | "quiet" | "color">;

/** `report JOURNAL`: makes the reports of a run, even of one that was killed. */
export function command(io: Io): Command {
  return new Command()
    .description("Write reports from the journal of a run, even of one that was killed.")
    .argument("<journal>", "journal.ndjson of a run, or an NDJSON report")
    .addOption(optionOf("out"))
    .addOption(optionOf("report"))
    .addOption(optionOf("strict"))
    .addOption(optionOf("minCoverage"))
    .addOption(optionOf("quiet"))
    .addOption(optionOf("color"))
    .action(async (journal: string, options: Options, own: Command) => {
      const write = await reportWriter({
        folder: reportFolder(own, io),
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
