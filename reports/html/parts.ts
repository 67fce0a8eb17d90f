import { type ComponentChild, type ComponentChildren, h } from "preact";
import { evidenceWords } from "../../specs/evidence.ts";
import { percent } from "../exit-status.ts";
import type { ReportedClause, ReportedVerdict, Tally } from "../report.ts";
import { countedWords, SHOWN, type Shown, shownOf, WORDS } from "../shown.ts";
import { visible } from "../visible.ts";

export const LEVELS = ["must", "should", "may"] as const;

export function chip(shown: Shown): ComponentChild {
  return h("span", { class: `chip ${shown}` }, WORDS[shown]);
}

/**
 * Shares of outcomes as one bar, with the same in words for screen readers.
 * @param behind how many of the skipped clauses are behind a failure: they count as covered
 */
export function bar(counts: Readonly<Record<Shown, number>>, behind = 0): ComponentChild {
  const present = SHOWN.filter((shown) => counts[shown] > 0);
  const words = present
    .map((shown) => {
      const more = shown === "uncovered" && behind > 0 ? ` (${behind} of them behind a failure)` : "";
      return `${countedWords(shown, counts[shown])}${more}`;
    })
    .join(", ");
  return h("div", null, [
    h(
      "div",
      { class: "bar", "aria-hidden": "true" },
      present.map((shown) => h("i", { class: shown, style: `flex: ${counts[shown]}` })),
    ),
    h("div", { class: "counts" }, words),
  ]);
}

export function countsOf(
  verdicts: readonly Pick<ReportedVerdict, "outcome" | "deviation">[],
): Record<Shown, number> {
  const counts: Record<Shown, number> = { pass: 0, fail: 0, known: 0, error: 0, uncovered: 0, noted: 0 };
  for (const verdict of verdicts) counts[shownOf(verdict)] += 1;
  return counts;
}

/** Divergence and coverage, as two separate figures. */
export function figures({ divergence, coverage }: Tally): ComponentChild {
  const figure = (share: number | null, says: string): ComponentChild =>
    h("div", null, [
      h("strong", null, share === null ? "–" : percent(share)),
      h("span", { class: "quiet" }, says),
    ]);
  return h("div", { class: "pair" }, [figure(divergence, "divergence"), figure(coverage, "coverage")]);
}

/** @param stacks on a phone each row becomes a list of its cells, each labeled with the name of its column */
export function table(
  columns: readonly string[],
  rows: readonly (readonly ComponentChildren[])[],
  stacks = false,
): ComponentChild {
  return h(
    "div",
    {
      class: stacks ? "scroll stacks" : "scroll",
      tabIndex: 0,
      role: "region",
      "aria-label": columns.join(", "),
    },
    h("table", null, [
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          columns.map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((row) =>
          h(
            "tr",
            null,
            row.map((cell, index) => h("td", stacks ? { "data-column": columns[index] } : null, cell)),
          ),
        ),
      ),
    ]),
  );
}

export function checkboxes(
  legend: string,
  name: string,
  values: readonly (readonly [value: string, words: string])[],
): ComponentChild {
  return h("fieldset", null, [
    h("legend", null, legend),
    ...values.map(([value, words]) =>
      h("label", null, [h("input", { type: "checkbox", name, value }), ` ${words}`]),
    ),
  ]);
}

export function choice(label: string, name: string, values: readonly string[]): ComponentChild {
  return h("label", { class: "box" }, [
    label,
    h("select", { name }, [
      h("option", { value: "" }, "all"),
      ...values.map((value) => h("option", { value }, value)),
    ]),
  ]);
}

export function searchBox(): ComponentChild {
  return h("label", { class: "box" }, [
    "Text",
    h("input", {
      type: "search",
      name: "text",
      placeholder: "id, statement, response",
      autocomplete: "off",
    }),
  ]);
}

/** Help on the keyboard shortcuts of a page with filters. */
export function keyHint(): ComponentChild {
  const keys = [
    ["j", "next failure"],
    ["k", "previous failure"],
    ["/", "search"],
  ];
  return h(
    "span",
    { class: "keys quiet" },
    keys.map(([key, says]) => h("span", null, [h("kbd", null, key), ` ${says}`])),
  );
}

export function textLink(url: string, words: string): ComponentChildren {
  // Link only web addresses: the address in a user's own clause may be any text.
  return /^https?:\/\//.test(url)
    ? h("a", { href: url, rel: "noreferrer noopener" }, visible(words))
    : visible(words);
}

export function sourceList({
  source,
  evidence,
}: Pick<ReportedClause, "source" | "evidence">): ComponentChild {
  return h("ul", { class: "sources" }, [
    ...source.map(({ kind, where, url, recorded }) =>
      h("li", null, [
        h("span", { class: "quiet" }, `${kind}${recorded === undefined ? "" : `, ${recorded}`}: `),
        url === undefined ? visible(where) : textLink(url, where),
      ]),
    ),
    ...(evidence === undefined
      ? []
      : [h("li", null, [h("span", { class: "quiet" }, "evidence: "), visible(evidenceWords(evidence))])]),
  ]);
}
