import { join } from "node:path";
import { createLinter, loadTextlintrc } from "textlint";
import { expect, test } from "vitest";
import literals from "./literals.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The findings of the linter in a file, as `line:column word`. */
async function findings(file: string, text: string): Promise<readonly string[]> {
  const configured = await loadTextlintrc({ configFilePath: join(ROOT, ".textlintrc.json") });
  const linter = createLinter({
    descriptor: configured.shallowMerge({ plugins: [{ pluginId: "literals", plugin: literals }] }),
  });
  const { messages } = await linter.lintText(text, file);
  return messages.map(({ line, column, message }) => `${line}:${column} ${message.trim()}`);
}

test("a statement or a reason is found at its own place, and nothing else of a clause", async () => {
  const clause = `{
  "id": "the the id",
  "says": "A request that is \\"signed\\" by the the client.",
  "variants": [{ "why": "seen twice", "step": { "input": { "Qualifier": "for the the form" } } }]
}`;
  expect(await findings("clause.json", clause)).toEqual([
    "3:44 the the => the (once)",
    "4:26 seen twice => confirmed",
  ]);
});

test("a message is found in any kind of literal; comments, inserts and single words are none", async () => {
  const source = [
    "// what the the code does",
    'const word = "counterexample";',
    `fail(\`the clause \${id} has \${n} \${n} cases in in all\`);`,
    'help: "the smallest case",',
  ].join("\n");
  expect(await findings("help.ts", source)).toEqual([
    "3:44 in in => in (once)",
    "4:12 smallest case => minimal example",
  ]);
});

test("a sentence is too long from the 26th word", async () => {
  const clause = (words: number) =>
    `{ "says": "${Array(words)
      .fill("one")
      .map((word, at) => `${word}${at}`)
      .join(" ")}." }`;
  expect(await findings("clause.json", clause(25))).toEqual([]);
  expect(await findings("clause.json", clause(26))).toEqual(["1:12 Exceeds the maximum word count of 25."]);
});
