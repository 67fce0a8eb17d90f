/** Writes docs/coverage.md: how each rule of the original documents is covered now. Its data is docs/coverage.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clausesOf } from "../specs/clauses-of.ts";
import { readDocuments } from "../specs/documents.ts";
import { matchClause } from "../specs/match-clause.ts";

/** The content of docs/coverage.json. */
interface Coverage {
  readonly documents: readonly {
    readonly document: string;
    readonly url: string;
    readonly edition: string;
    /** In the order of the document. The index in the list is the ordinal. */
    readonly rules: readonly Rule[];
  }[];
}

interface Rule {
  /** In our own words. */
  readonly says: string;
  /** Ids or globs of the clauses that judge it. */
  readonly clauses?: readonly string[];
  /** Why the rule, or a part of it, cannot be seen from outside. */
  readonly unseen?: string;
}

const docs = join(import.meta.dirname, "..", "docs");

/** Path of the table. */
export const coverageFile: string = join(docs, "coverage.md");

/**
 * The whole of docs/coverage.md.
 * @throws Error for a rule without any information, and for a clause that does not exist
 */
export function coverageText(): string {
  const { documents }: Coverage = JSON.parse(readFileSync(join(docs, "coverage.json"), "utf8"));
  const clauses = clausesOf(readDocuments()).map(({ clause }) => clause);
  const parts = documents.map(({ document, url, edition, rules }) => {
    const rows = rules.map((rule, index) => {
      const where = `${document}, rule ${index + 1}`;
      if (rule.clauses === undefined && rule.unseen === undefined)
        throw new Error(`${where}: nothing is said`);
      for (const pattern of rule.clauses ?? []) {
        if (!clauses.some(({ id }) => matchClause(pattern, id)))
          throw new Error(`${where}: there is no ${pattern}`);
      }
      const named = (rule.clauses ?? []).map((id) => `\`${id}\``).join(", ");
      return `| ${index + 1} | ${rule.says} | ${[named, rule.unseen].filter(Boolean).join("<br>")} |`;
    });
    const seen = rules.filter((rule) => rule.clauses !== undefined).length;
    return [
      `## [${document}](${url})`,
      `${rules.length} rules as of ${edition}; ${seen} have clauses.`,
      ["| | rule | clauses, or why it cannot be seen from outside |", "| --: | --- | --- |", ...rows].join(
        "\n",
      ),
    ].join("\n\n");
  });
  return `${[
    "# Coverage",
    "This page lists every rule of the documents that the project began with, in their order and in our words, and the clauses that judge it.\n`node scripts/coverage.ts` writes it from [coverage.json](coverage.json). A test checks that it is current and that each clause exists.",
    ...parts,
  ].join("\n\n")}\n`;
}

if (import.meta.main) writeFileSync(coverageFile, coverageText());
