import { Command, Option } from "commander";
import { type Changes, changesOf } from "../reports/changes.ts";
import { changesMarkdown } from "../reports/changes-markdown.ts";
import { changesText } from "../reports/changes-text.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { readReport } from "./read-report.ts";
import { styleFor } from "./style-for.ts";
import { type Form, writeAs } from "./write-as.ts";

type Options = OptionsGiven<"report" | "strict" | "color"> & { readonly json?: true };

const FORMS: Readonly<Record<string, Form<Changes>>> = {
  markdown: { file: "-", render: changesMarkdown },
  json: { file: "-", render: (changes) => `${jsonText(changes, 2)}\n` },
};

/** `diff A.json B.json`: shows what changed between two reports. Exits with 1 if a clause that counts newly fails. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Show what changed from one report to another. The exit status is 1 if there is a new failure that counts.",
    )
    .argument("<before.json>", "the earlier JSON report")
    .argument("<after.json>", "the later JSON report")
    .addOption(
      optionOf("report", {
        says: "write markdown or json instead of text; the path - means standard output",
      }),
    )
    .addOption(new Option("--json", "short for --report json:-").conflicts("report"))
    .addOption(
      optionOf("strict", { says: "count failures of should clauses as well (default: as in the later run)" }),
    )
    .addOption(optionOf("color"))
    .action((before: string, after: string, { json, report, strict, color }: Options) => {
      const changes = changesOf(readReport(before, io.cwd), readReport(after, io.cwd), strict);
      const wanted = json === true ? ["json"] : report;
      if (wanted) writeAs(changes, wanted, FORMS, io);
      else io.out.write(changesText(changes, styleFor(io, { color })));
      io.exitCode = changes.failing.some(({ counts }) => counts) ? 1 : 0;
    });
}
