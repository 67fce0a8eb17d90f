import { Command, Option } from "commander";
import { type Comparison, compare } from "../reports/comparison.ts";
import { comparisonMarkdown } from "../reports/comparison-markdown.ts";
import { comparisonText } from "../reports/comparison-text.ts";
import { comparisonPage } from "../reports/html/comparison-page.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { readReport } from "./read-report.ts";
import { styleFor } from "./style-for.ts";
import { type Form, writeAs } from "./write-as.ts";

type Options = OptionsGiven<"report" | "color"> & { readonly json?: true };

const FORMS: Readonly<Record<string, Form<Comparison>>> = {
  html: { file: "conformance-report/comparison.html", render: comparisonPage },
  markdown: { file: "-", render: comparisonMarkdown },
  json: { file: "-", render: (comparison) => `${jsonText(comparison, 2)}\n` },
};

/** `compare A.json B.json ...`: compares several subjects side by side. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Compare the reports of several subjects in one table: a row for each clause, a column for each subject.",
    )
    .argument("<report.json...>", "two or more JSON reports")
    .addOption(
      optionOf("report", {
        says: "write html, markdown or json instead of a table; the path - means standard output",
      }),
    )
    .addOption(new Option("--json", "short for --report json:-").conflicts("report"))
    .addOption(optionOf("color"))
    .action((paths: readonly string[], { json, report, color }: Options) => {
      const comparison = compare(paths.map((path) => readReport(path, io.cwd)));
      const wanted = json === true ? ["json"] : report;
      if (wanted) writeAs(comparison, wanted, FORMS, io);
      else io.out.write(comparisonText(comparison, styleFor(io, { color })));
    });
}
