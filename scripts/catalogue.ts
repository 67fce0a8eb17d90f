/** Writes docs/clauses/: every clause with its answers, sources and evidence, one page for each family. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerWords } from "../reports/answer-words.ts";
import { type Block, documentMarkdown } from "../reports/document.ts";
import { familyOf } from "../reports/report.ts";
import { visible } from "../reports/visible.ts";
import type { Clause, Level } from "../specs/clause.ts";
import { evidenceWords } from "../specs/evidence.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Source } from "../specs/source.ts";
import type { Specification } from "../specs/specification.ts";

export const catalogueFolder: string = join(import.meta.dirname, "..", "docs", "clauses");

const LEVELS: readonly Level[] = ["must", "should", "may"];

/** The pages as they should be, by file name. */
export function cataloguePages(
  specification: Specification = loadSpecification(),
): ReadonlyMap<string, string> {
  const families = Map.groupBy(specification.clauses, ({ id }) => familyOf(id));
  return new Map([
    ["README.md", documentMarkdown(contents(families, specification))],
    ...[...families].map(
      ([family, clauses]) =>
        [fileOf(family), documentMarkdown(familyBlocks(family, clauses, specification))] as const,
    ),
  ]);
}

function contents(
  families: ReadonlyMap<string, readonly Clause[]>,
  { edition, clauses }: Specification,
): Block[] {
  const groups = Map.groupBy(families, ([family]) => family.split("/")[0] as string);
  return [
    { heading: "The clauses" },
    {
      text: `All ${clauses.length} clauses of edition ${edition}, one page for each family. A \`must\` is documented, in the official model, or recorded by two independent sources. A \`should\` was recorded once or is documented elsewhere. A \`may\` is disputed. The anchor of a clause is its id: \`invoke-qualifier.md#invoke/qualifier/too-long\`. \`npm run docs\` writes these pages. \`lambda-conformance explain ID\` shows the same, with requests.`,
    },
    ...[...groups].flatMap(([group, own]): Block[] => [
      { heading: group, level: 2 },
      {
        table: {
          head: ["Family", ...LEVELS, "Recorded"],
          rows: own.map(([family, its]) => [
            `[${family}](${fileOf(family)})`,
            ...LEVELS.map((level) => String(its.filter((one) => one.level === level).length)),
            String(its.filter(({ evidence }) => (evidence?.recordings ?? 0) > 0).length),
          ]),
        },
      },
    ]),
  ];
}

function familyBlocks(family: string, clauses: readonly Clause[], specification: Specification): Block[] {
  return [
    { heading: family },
    { text: "[All families](README.md). `npm run docs` writes this page." },
    ...clauses.flatMap((clause): Block[] => [
      // GitHub removes the slashes of an id from the anchors of headings.
      { text: `<a id="${clause.id}"></a>` },
      { heading: clause.id, level: 2 },
      { text: `**${clause.level}**, ${clause.operation}: ${inText(clause.says)}` },
      { list: factsOf(clause, specification) },
    ]),
  ];
}

function factsOf(clause: Clause, specification: Specification): string[] {
  const { expect, source, evidence, requires = [], needs = [], implies = [], since, until } = clause;
  return [
    ...expect.flatMap((answer, index) => [
      `${index === 0 ? "expected" : "or"}: ${code(answerWords(answer, clause, specification))}`,
      ...[answer.source ?? []].flat().map((one) => `source of this answer: ${sourceWords(one)}`),
    ]),
    ...source.map((one) => `source: ${sourceWords(one)}`),
    ...(evidence === undefined ? [] : [`evidence: ${inText(evidenceWords(evidence))}`]),
    ...requires.map((feature) => `requires the feature ${code(feature)}`),
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(needs.length === 0 ? [] : [`builds on ${needs.map(linkTo).join(", ")}`]),
    ...(implies.length === 0 ? [] : [`fail with this clause: ${implies.map(linkTo).join(", ")}`]),
  ];
}

function sourceWords({ kind, where, url, recorded }: Source): string {
  const place = url === undefined ? inText(where) : `[${inText(where)}](${url})`;
  return `${kind}${recorded === undefined ? "" : `, ${recorded}`}: ${place}`;
}

function linkTo(id: string): string {
  return `[${id}](${fileOf(familyOf(id))}#${id})`;
}

function fileOf(family: string): string {
  return `${family.replaceAll("/", "-")}.md`;
}

/** Text with all markup escaped. */
function inText(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>&|]/g, "\\$&");
}

function code(text: string): string {
  const shown = visible(text);
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

if (import.meta.main) {
  mkdirSync(catalogueFolder, { recursive: true });
  const pages = cataloguePages();
  for (const file of readdirSync(catalogueFolder)) if (!pages.has(file)) rmSync(join(catalogueFolder, file));
  for (const [file, text] of pages) writeFileSync(join(catalogueFolder, file), text);
}
