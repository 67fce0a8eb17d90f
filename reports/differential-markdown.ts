import type { Differential } from "./differential.ts";
import { decisionLines, differentialHead } from "./differential-words.ts";
import { code, escaped, fenced } from "./markdown-text.ts";
import { wireText } from "./wire-text.ts";

/** The differences between two endpoints as Markdown, with both exchanges. */
export function differentialMarkdown(differential: Differential): string {
  const { endpoint, against, differences } = differential;
  const blocks = differences.map((difference, index) => {
    const { clause, why, facets, also } = difference;
    return [
      `## ${index + 1}. ${code(clause)}`,
      "",
      escaped(why),
      "",
      "| | A | B |",
      "| --- | --- | --- |",
      ...facets.map(
        ({ facet, endpoint: mine, against: other }) =>
          `| ${escaped(facet)} | ${cell(mine)} | ${cell(other)} |`,
      ),
      "",
      ...decisionLines(difference, { endpoint: "A", against: "B" }).map(
        (words) => `- ${/^lambda-conformance /.test(words) ? code(words) : escaped(words)}`,
      ),
      ...(also.length === 0 ? [] : [`- also in cases of ${also.map(code).join(", ")}`]),
      "",
      ...[difference.endpoint, difference.against].flatMap((exchange, whose) =>
        exchange === undefined
          ? []
          : [
              `<details><summary>${whose === 0 ? "A" : "B"}</summary>`,
              "",
              fenced(wireText(exchange)),
              "",
              "</details>",
              "",
            ],
      ),
    ].join("\n");
  });
  return `${[`# A ${code(endpoint)}, B ${code(against)}`, escaped(differentialHead(differential)), ...blocks].join("\n\n").trimEnd()}\n`;
}

function cell(value: string | undefined): string {
  return value === undefined ? "" : code(value);
}
