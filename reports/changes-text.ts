import type { Changes } from "./changes.ts";
import { conclusionOf, outcomesOf, reasonOf, reportWords, toldChanges } from "./changes-words.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

const REASON = 300;

/** What changed between two reports, for a reader. */
export function changesText(changes: Changes, style: Style): string {
  const counts = changes.failing.some((change) => change.counts);
  const blocks = [
    [
      style.wrap("  before  ", visible(reportWords(changes.before))),
      style.wrap("  after   ", visible(reportWords(changes.after))),
    ].join("\n"),
    ...toldChanges(changes).map(({ kind, title, list }) =>
      [
        style.paint("bold", `${title}: ${list.length}`),
        ...list.flatMap((change) => {
          const mark = change.counts ? style.paint(kind === "failing" ? "red" : "yellow", "✗") : " ";
          const because = reasonOf(change)?.slice(0, REASON);
          return [
            `  ${mark} ${visible(change.clause)}  ${change.level}  ${style.paint("dim", outcomesOf(change))}`,
            ...(because === undefined ? [] : [style.wrap("      ", visible(because))]),
          ];
        }),
      ].join("\n"),
    ),
    style.paint(counts ? "red" : "green", `${conclusionOf(changes)}.`),
  ];
  return `${blocks.join("\n\n")}\n`;
}
