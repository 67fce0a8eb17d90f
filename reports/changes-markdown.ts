import type { Changes } from "./changes.ts";
import { conclusionOf, outcomesOf, reasonOf, reportWords, toldChanges } from "./changes-words.ts";
import { code, table } from "./markdown-text.ts";

const REASON = 300;

/** What changed between two reports, as Markdown for a comment on a change. */
export function changesMarkdown(changes: Changes): string {
  const lines = [
    "# AWS Lambda Invoke conformance: what changed",
    "",
    `**${conclusionOf(changes)}.**`,
    "",
    `- before: ${code(reportWords(changes.before))}`,
    `- after: ${code(reportWords(changes.after))}`,
    "",
    ...toldChanges(changes).flatMap(({ title, list }) =>
      table(
        `${title}: ${list.length}`,
        ["clause", "level", "outcome", "counts", "because"],
        list.map((change) => {
          const because = reasonOf(change)?.slice(0, REASON);
          return [
            code(change.clause),
            change.level,
            outcomesOf(change),
            change.counts ? "yes" : "",
            because === undefined ? "" : code(because),
          ];
        }),
      ),
    ),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}
