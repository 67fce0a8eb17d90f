import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command } from "commander";
import { reportPage } from "../reports/html/report-page.ts";
import { visible } from "../reports/visible.ts";
import { writeFile } from "../reports/write-file.ts";
import { UserError } from "../specs/user-error.ts";
import type { Io } from "./io.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { readReport } from "./read-report.ts";
import { reportFolder } from "./report-folder.ts";

/** `open`: opens the newest report as a page in the browser. Prints its path, even if there is no browser. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Open the last report in a browser (the one that BROWSER names, or the default browser) and print its path.",
    )
    .addOption(optionOf("out"))
    .action(async (_: OptionsGiven<"out">, own: Command) => {
      const folder = reportFolder(own, io);
      const report = newestReport(folder);
      if (report === undefined) {
        const shown = relative(io.cwd, folder) || ".";
        throw new UserError(
          `${shown}: contains no report; write one with run, or name another folder with --out`,
        );
      }
      const page = pageOf(report, io);
      io.out.write(`${visible(relative(io.cwd, page))}\n`);
      await openInBrowser(page, io.env);
    });
}

/** The newest `report.json` in the folder, or in a subfolder if there are several subjects. */
function newestReport(folder: string): string | undefined {
  const folders = [folder, ...foldersIn(folder)];
  return folders
    .map((one) => join(one, "report.json"))
    .filter((file) => writtenAt(file) > 0)
    .sort((a, b) => writtenAt(b) - writtenAt(a))[0];
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** ms since the epoch, or 0 if the file does not exist. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The page of a report: the one that the run wrote, or a new one beside it. */
function pageOf(report: string, { cwd }: Io): string {
  const page = join(dirname(report), "report.html");
  if (writtenAt(page) >= writtenAt(report)) return page;
  const text = reportPage(readReport(report, cwd));
  try {
    writeFile(page, text);
  } catch (error) {
    throw new UserError(`${page}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  return page;
}
