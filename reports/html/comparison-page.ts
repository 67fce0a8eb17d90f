import { type ComponentChild, type ComponentChildren, h } from "preact";
import type { ComparedClause, ComparedSubject, Comparison, SeenVerdict } from "../comparison.ts";
import { familyOf } from "../report.ts";
import { SHOWN, shownOf, WORDS } from "../shown.ts";
import { visible } from "../visible.ts";
import { page } from "./page.ts";
import { bar, checkboxes, chip, choice, figures, keyHint, LEVELS, searchBox, sourceList } from "./parts.ts";

/** Most characters of the actual value in a cell. */
const EXCERPT = 300;

/** Several subjects compared on one page: the outcome of each for every clause, with a filter for those on which they differ. */
export function comparisonPage(comparison: Comparison): string {
  const { subjects, clauses } = comparison;
  const differing = clauses.filter(({ differs }) => differs).length;
  const title = subjects.map(({ label }) => label).join(", ");
  return page(`${title}: AWS Lambda Invoke conformance`, [
    h("header", null, [
      h("p", { class: "quiet" }, "AWS Lambda Invoke and InvokeWithResponseStream: comparison"),
      h("h1", null, visible(title)),
      h("p", { class: "verdict" }, `${differing} of ${clauses.length} clauses differ`),
      ...unlikeEditions(subjects),
    ]),
    h("main", null, [
      h("section", { class: "figures", "aria-label": "Subjects" }, subjects.map(subjectCard)),
      h("h2", { id: "clauses", tabIndex: -1 }, "Clauses"),
      filters(clauses),
      clauseTable(comparison),
    ]),
  ]);
}

function unlikeEditions(subjects: readonly ComparedSubject[]): ComponentChild[] {
  if (new Set(subjects.map(({ edition }) => edition)).size === 1) return [];
  return [
    h("p", null, "The reports use different editions. A dash marks a clause that an edition does not have."),
  ];
}

function subjectCard({
  label,
  subject,
  edition,
  startedAt,
  summary,
  badge,
}: ComparedSubject): ComponentChild {
  const facts = [
    subject.version !== undefined && `version ${subject.version}`,
    subject.url !== undefined && subject.url !== subject.name && subject.url,
    `edition ${edition}`,
    startedAt.slice(0, 16).replace("T", " "),
  ].filter((fact) => typeof fact === "string");
  return h("div", { class: "figure" }, [
    h("h3", null, visible(label)),
    h("p", { class: "badge" }, [
      h("span", null, badge.label),
      h("span", { class: badge.color }, visible(badge.message)),
    ]),
    h("p", { class: "quiet" }, visible(facts.join(", "))),
    ...LEVELS.map((level) => {
      const { pass, fail, error, uncovered, noted, deviations } = summary[level];
      return h("div", null, [
        h("h4", null, level),
        figures(summary[level]),
        bar({ pass, fail, error, uncovered, noted, known: deviations }),
      ]);
    }),
  ]);
}

function filters(clauses: readonly ComparedClause[]): ComponentChild {
  return h("form", { role: "search", "aria-label": "Filter the clauses" }, [
    searchBox(),
    checkboxes("Rows", "differing", [["on", "only those that differ"]]),
    checkboxes(
      "Outcome of any subject",
      "outcome",
      SHOWN.map((shown) => [shown, WORDS[shown]]),
    ),
    checkboxes(
      "Level",
      "level",
      LEVELS.map((level) => [level, level]),
    ),
    choice("Operation", "operation", [...new Set(clauses.map(({ operation }) => operation))]),
    choice("Family", "family", [...new Set(clauses.map(({ clause }) => familyOf(clause)))]),
    h("button", { type: "reset" }, "Show all"),
    h("output", { id: "found", "aria-live": "polite", class: "quiet" }, `${clauses.length} clauses`),
    keyHint(),
  ]);
}

function clauseTable({ subjects, clauses }: Comparison): ComponentChild {
  const families = [...Map.groupBy(clauses, ({ clause }) => familyOf(clause))];
  return h(
    "div",
    { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Outcome of each clause for each subject" },
    [
      h("table", { class: "compared" }, [
        h(
          "thead",
          null,
          h("tr", null, [
            h("th", { scope: "col" }, "Clause"),
            ...subjects.map(({ label }) => h("th", { scope: "col" }, visible(label))),
          ]),
        ),
        ...families.map(([family, own]) =>
          h("tbody", null, [
            h(
              "tr",
              { "data-head": family },
              h("th", { colSpan: subjects.length + 1, scope: "rowgroup", class: "family" }, visible(family)),
            ),
            ...own.map((clause) => clauseRow(clause, subjects)),
          ]),
        ),
      ]),
    ],
  );
}

function clauseRow(compared: ComparedClause, subjects: readonly ComparedSubject[]): ComponentChild {
  const { clause, level, operation, says, seen, differs } = compared;
  const text = [clause, says, ...seen.flatMap((one) => (one === null ? [] : wordsOf(one)))].join(" ");
  const data = {
    "data-row": "",
    "data-level": level,
    "data-outcome": [...new Set(seen.map((one) => (one === null ? "absent" : shownOf(one))))].join(" "),
    "data-operation": operation,
    "data-family": familyOf(clause),
    "data-differs": differs ? "yes" : "no",
    "data-text": visible(text.slice(0, 600)),
  };
  return h("tr", { id: clause, tabIndex: -1, ...data }, [
    h("th", { scope: "row" }, [
      h("a", { href: `#clause=${encodeURIComponent(clause)}` }, visible(clause)),
      h("span", { class: "level" }, level),
      h("details", null, [h("summary", null, visible(says)), sourceList(compared)]),
    ]),
    ...seen.map((one, index) =>
      h("td", { "data-subject": visible(subjects[index]?.label ?? "") }, one === null ? "–" : cell(one)),
    ),
  ]);
}

function cell(seen: SeenVerdict): ComponentChildren {
  return [
    chip(shownOf(seen)),
    ...Object.keys(seen.outcome === "fail" ? {} : (seen.answers ?? {})).map((answer) =>
      h("div", null, h("code", null, visible(answer))),
    ),
    ...wordsOf(seen).map((words) =>
      h("div", { class: "quiet" }, visible(words.length > EXCERPT ? `${words.slice(0, EXCERPT)}...` : words)),
    ),
  ];
}

/** What a cell shows of a verdict beside its outcome. */
function wordsOf({ deviation, because, actual }: SeenVerdict): string[] {
  return [deviation, because, actual].filter((words) => words !== undefined);
}
