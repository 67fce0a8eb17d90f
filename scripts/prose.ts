/**
 * Checks the words and the length of sentences in handwritten prose: documents, statements of clauses, reasons of cases, messages of commands.
 * `cspell.json` lists these files and checks their spelling. `.textlintrc.json` and `prose/terms.yaml` hold the rules for this script. Exits with 1
 * if a sentence breaks one.
 */
import { globSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { createLinter, loadLinterFormatter, loadTextlintrc } from "textlint";
import literals from "./prose/literals.ts";

const root = join(import.meta.dirname, "..");
const { files, ignorePaths } = JSON.parse(readFileSync(join(root, "cspell.json"), "utf8")) as {
  readonly files: readonly string[];
  readonly ignorePaths: readonly string[];
};

const configured = await loadTextlintrc({ configFilePath: join(root, ".textlintrc.json") });
const linter = createLinter({
  descriptor: configured.shallowMerge({
    plugins: [...configured.plugin.toKernelPluginsFormat(), { pluginId: "literals", plugin: literals }],
  }),
  cwd: root,
});
/** This page quotes the words that must not be used. */
const QUOTES = "docs/style.md";
const written = globSync(files, { cwd: root, exclude: ["node_modules"] })
  .filter((file) => file !== QUOTES && !ignorePaths.some((ignored) => matchesGlob(file, ignored)))
  .sort();
const results = await linter.lintFiles(written);
const { format } = await loadLinterFormatter({ formatterName: "unix", color: false });
process.stdout.write(format(results));
if (results.some(({ messages }) => messages.length > 0)) process.exitCode = 1;
