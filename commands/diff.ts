import { Command } from "commander";
import { type Changes, changesOf } from "../reports/changes.ts";
import { changesMarkdown } from "../reports/changes-markdown.ts";
import { changesText } from "../reports/changes-text.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Io } from "./io.ts";
import { each } from "./option-values.ts";
import { readReport } from "./read-report.ts";
import { styleFor } from "./style-for.ts";
import { type Form, writeAs } from "./write-as.ts";

interface Options {
  readonly report?: readonly string[];
  readonly strict?: true;
  readonly color: boolean;
}

const FORMS: Readonly<Record<string, Form<Changes>>> = {
  markdown: { file: "-", render: changesMarkdown },
  json: { file: "-", render: (changes) => `${jsonText(changes, 2)}\n` },
};

/** `diff A.json B.json`: what changed from one report to another; exits with 1 when something that counts fails newly. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Tell what changed from one report to another. Exits with 1 when something that counts fails newly.",
    )
    .argument("<before.json>", "the earlier report, in the format json")
    .argument("<after.json>", "the later one")
    .option(
      "--report <format[:path]>",
      "write markdown or json instead of text; repeatable, the path - for standard output",
      each(String),
    )
    .option("--strict", "failing should clauses count too (default: as in the later run)")
    .option("--no-color", "print without colours")
    .action((before: string, after: string, { report, strict, color }: Options) => {
      const changes = changesOf(readReport(before, io.cwd), readReport(after, io.cwd), strict);
      if (report) writeAs(changes, report, FORMS, io);
      else io.out.write(changesText(changes, styleFor(io, { color })));
      io.exitCode = changes.failing.some(({ counts }) => counts) ? 1 : 0;
    });
}
