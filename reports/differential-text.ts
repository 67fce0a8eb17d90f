import type { Differential } from "./differential.ts";
import { decisionLines, differentialHead } from "./differential-words.ts";
import { requestWords } from "./facts-of.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

/** Most characters of each of two values that are shown side by side. */
const VALUE = 60;

/** The differences between two endpoints side by side, for a reader. */
export function differentialText(differential: Differential, style: Style): string {
  const { endpoint, against, differences, left } = differential;
  const blocks = differences.map((difference, index) => {
    const rows = difference.facets.map(({ facet, endpoint: mine, against: other }) => [
      facet,
      ...shownApart(mine, other),
    ]);
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 1));
    const line = ([facet = "", mine = "", other = ""]: readonly string[]): string =>
      `    ${facet.padEnd(widths[0] ?? 0)}  ${mine.padEnd(widths[1] ?? 0)}  ${other}`.trimEnd();
    const colour = difference.decision.kind === "decided" ? "red" : "yellow";
    const request = difference.endpoint?.request;
    return [
      `${style.paint(colour, `${index + 1}`)} ${style.paint("bold", difference.clause)}`,
      style.wrap("    ", visible(difference.why)),
      ...(request === undefined ? [] : [style.wrap("    ", requestWords(request))]),
      style.paint("dim", line(["", "A", "B"])),
      ...rows.map(line),
      ...decisionLines(difference, { endpoint: "A", against: "B" }).map((words) =>
        /^lambda-conformance /.test(words) ? `    ${visible(words)}` : style.wrap("    ", visible(words)),
      ),
      ...(difference.also.length === 0
        ? []
        : [style.wrap("    ", `also in cases of ${listed(difference.also)}`)]),
    ].join("\n");
  });
  const cannot = left.map(({ because, clauses }) =>
    style.wrap(`  ${String(clauses.length).padStart(4)}  `, visible(because)),
  );
  return `${[
    [style.wrap("  A  ", visible(endpoint)), style.wrap("  B  ", visible(against))].join("\n"),
    ...blocks,
    ...(cannot.length === 0
      ? []
      : [[style.paint("bold", "Clauses that were not compared"), ...cannot].join("\n")]),
    style.wrap("", differentialHead(differential)),
  ].join("\n\n")}\n`;
}

function listed(clauses: readonly string[]): string {
  const more = clauses.length > 5 ? ` and ${clauses.length - 5} more` : "";
  return `${clauses.slice(0, 5).join(", ")}${more}`;
}

/** Characters to show before the first one that differs. */
const BEFORE = 15;

/** Both values from shortly before the first difference, as far as they fit. */
function shownApart(...values: readonly [string | undefined, string | undefined]): readonly string[] {
  const [mine = "", other = ""] = values;
  let common = 0;
  while (common < mine.length && mine[common] === other[common]) common += 1;
  const isLong = [mine, other].some((value) => visible(value).length > VALUE);
  const from = isLong && common > BEFORE ? common - BEFORE : 0;
  return values.map((value) => {
    if (value === undefined) return "-";
    const text = `${from > 0 ? "..." : ""}${visible(value.slice(from))}`;
    return text.length > VALUE ? `${text.slice(0, VALUE - 3)}...` : text;
  });
}
