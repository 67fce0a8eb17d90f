import { type ComponentChild, type ComponentChildren, h } from "preact";
import { matchClause } from "../../specs/match-clause.ts";
import { type Cause, causesOf } from "../causes.ts";
import type { Changes } from "../changes.ts";
import { percent } from "../exit-status.ts";
import { page } from "../html/page.ts";
import {
  bar,
  checkboxes,
  chip,
  choice,
  countsOf,
  figures,
  LEVELS,
  searchBox,
  sourceList,
  table,
  textLink,
} from "../html/parts.ts";
import { familyOf, type Report, type ReportedVerdict, type Tally } from "../report.ts";
import { SHOWN, type Shown, shownOf, WORDS } from "../shown.ts";
import { visible } from "../visible.ts";
import type { Board, BoardClause, BoardRun, BoardSubject, Comment, Share } from "./board.ts";
import { compareFamilies } from "./compare-families.ts";

/** What a site says about itself. */
export interface SiteFacts {
  /** YYYY-MM-DD. */
  readonly made: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** URL where people suggest a subject or dispute a verdict. */
  readonly suggest?: string;
}

const PLAIN = { filters: false, skip: ["main", "To the content"] } as const;
const KINDS = { endpoint: "Endpoints", client: "Clients" } as const;

/** Most failures that the page of a subject lists. Its report holds all of them. */
const MOST_FAILURES = 400;

/** All subjects, one row each. */
export function indexPage({ subjects }: Board, facts: SiteFacts): string {
  return page(
    "AWS Lambda Invoke conformance",
    [
      h("header", null, [
        h("h1", null, "AWS Lambda Invoke conformance"),
        h("p", null, [
          "What endpoints and clients do with Invoke and InvokeWithResponseStream, clause by clause. ",
          h("b", null, "Divergence"),
          " is the share of failures among what was judged, ",
          h("b", null, "coverage"),
          " the share of the clauses that could be judged. They are two figures: a low divergence with a low coverage says little.",
        ]),
        links("", facts),
      ]),
      h("main", { id: "main", tabIndex: -1 }, [
        ...(["endpoint", "client"] as const).flatMap((kind) => {
          const own = subjects.filter((subject) => subject.kind === kind);
          if (own.length === 0) return [];
          return [
            h("h2", { id: kind }, KINDS[kind]),
            subjectTable(own),
            h("h3", null, `${KINDS[kind]}, by operation: must`),
            operationTable(own),
            h("h3", null, `${KINDS[kind]}, by family: divergence of must`),
            familyTable(own),
          ];
        }),
      ]),
      foot(facts),
    ],
    PLAIN,
  );
}

function stackedTable(...[columns, rows]: Parameters<typeof table>): ComponentChild {
  return table(columns, rows, true);
}

function subjectTable(subjects: readonly BoardSubject[]): ComponentChild {
  return stackedTable(
    ["Subject", "Version", "must diverges", "must covered", "should diverges", "should covered", "Judged on"],
    subjects.map((subject) => {
      const { report } = subject;
      const { must, should } = report.summary;
      return [
        subjectLink(subject),
        visible(report.subject.version ?? ""),
        share(must.divergence),
        share(must.coverage),
        share(should.divergence),
        share(should.coverage),
        report.run.startedAt.slice(0, 10),
      ];
    }),
  );
}

function operationTable(subjects: readonly BoardSubject[]): ComponentChild {
  const operations = [...new Set(subjects.flatMap((subject) => subject.operations.map(({ name }) => name)))];
  return stackedTable(
    ["Subject", ...operations.sort().flatMap((name) => [`${name} diverges`, `${name} covered`])],
    subjects.map((subject) => [
      subjectLink(subject),
      ...operations.flatMap((operation) => {
        const its = subject.operations.find(({ name }) => name === operation)?.must;
        return [share(its?.divergence ?? null), share(its?.coverage ?? null)];
      }),
    ]),
  );
}

function subjectLink({ name, path }: BoardSubject, root = ""): ComponentChild {
  return h("a", { href: `${root}subjects/${path}/index.html` }, visible(name));
}

function familyTable(subjects: readonly BoardSubject[]): ComponentChild {
  const families = [...new Set(subjects.flatMap((subject) => subject.families.map(({ name }) => name)))].sort(
    compareFamilies,
  );
  return stackedTable(
    ["Family", ...subjects.map(({ name }) => visible(name))],
    families.map((family) => [
      h("a", { href: `clauses/index.html#family=${encodeURIComponent(family)}` }, visible(family)),
      ...subjects.map((subject) => {
        const must = subject.families.find(({ name }) => name === family)?.must;
        return must === undefined || must.divergence === null
          ? h("span", { class: "quiet" }, "–")
          : `${percent(must.divergence)} of ${must.pass + must.fail + must.deviations}`;
      }),
    ]),
  );
}

/** One subject: its figures, causes, failures and history. */
export function subjectPage(subject: BoardSubject, facts: SiteFacts): string {
  const { name, report, families, operations, history, comments, kind } = subject;
  const { verdicts, summary, run, edition, subject: its } = report;
  const failing = verdicts.filter(({ outcome }) => outcome === "fail");
  const known = [
    its.version !== undefined && `version ${its.version}`,
    `edition ${edition}`,
    `judged on ${run.startedAt.slice(0, 10)} by ${report.tool.name} ${report.tool.version}`,
  ].filter((fact) => typeof fact === "string");
  const root = "../../../";
  return page(
    `${name}: AWS Lambda Invoke conformance`,
    [
      h("header", null, [
        h("p", { class: "quiet" }, h("a", { href: `${root}index.html` }, "AWS Lambda Invoke conformance")),
        h("h1", null, visible(name)),
        h(
          "ul",
          { class: "facts quiet" },
          known.map((fact) => h("li", null, visible(fact))),
        ),
        h("p", null, [
          h("a", { href: "report.html" }, "All clauses, with requests and responses"),
          ", ",
          h("a", { href: "report.json" }, "the same as JSON"),
          ", a badge as ",
          h("a", { href: "badge.svg" }, "image"),
          " and as ",
          h("a", { href: "badge.json" }, "JSON"),
          ".",
        ]),
      ]),
      h("main", { id: "main", tabIndex: -1 }, [
        h(
          "section",
          { class: "figures", "aria-label": "How far it conforms" },
          LEVELS.map((level) =>
            h("div", { class: "figure" }, [
              h("h3", null, level),
              figures(summary[level]),
              bar(countsOf(verdicts.filter((verdict) => verdict.level === level)), summary[level].behind),
            ]),
          ),
        ),
        ...said(comments.filter(({ clause }) => clause === undefined)),
        h("h2", null, "Causes"),
        ...causeList(causesOf(verdicts), comments, root),
        ...deviationList(failing, comments, root),
        h("h2", null, "History"),
        historyTable(history),
        ...history.toReversed().flatMap(changeList(root, history)),
        h("h2", null, "By operation and family"),
        shareTable("Operation", operations),
        shareTable("Family", families),
        h("h2", { id: "dispute" }, "If this is wrong"),
        h("p", null, disputeWords(kind, root, facts)),
      ]),
      foot(facts, root),
    ],
    PLAIN,
  );
}

function causeList(causes: readonly Cause[], comments: readonly Comment[], root: string): ComponentChild[] {
  if (causes.length === 0) return [h("p", null, "All failures are known.")];
  let left = MOST_FAILURES;
  return [
    h(
      "ul",
      { class: "causes" },
      causes.map(({ says, failing }) => {
        const shown = failing.slice(0, Math.max(0, left));
        left -= shown.length;
        return h("li", null, [
          h("details", { open: causes.length <= 5 }, [
            h("summary", null, [
              h("b", null, failing.length),
              " ",
              h("span", { class: "says" }, visible(says)),
            ]),
            h(
              "ul",
              null,
              shown.map((verdict) => failureItem(verdict, comments, root)),
            ),
            ...(shown.length < failing.length
              ? [h("p", { class: "quiet" }, `${failing.length - shown.length} more stand in the report.`)]
              : []),
          ]),
        ]);
      }),
    ),
  ];
}

function failureItem(verdict: ReportedVerdict, comments: readonly Comment[], root: string): ComponentChild {
  const { clause, level, says, failure } = verdict;
  const [violation] = failure?.violations ?? [];
  return h("li", null, [
    clauseLink(clause, root),
    " ",
    h("span", { class: "level" }, level),
    h("div", null, visible(says)),
    ...(violation === undefined
      ? []
      : [
          h("div", { class: "quiet" }, [
            visible(
              `${violation.says}: expected ${violation.expected}, got ${violation.actual}`.slice(0, 300),
            ),
          ]),
        ]),
    ...said(ofClause(comments, clause)),
  ]);
}

function deviationList(
  failing: readonly ReportedVerdict[],
  comments: readonly Comment[],
  root: string,
): ComponentChild[] {
  const known = failing.filter(({ deviation }) => deviation !== undefined);
  if (known.length === 0) return [];
  const reasons = [...Map.groupBy(known, ({ deviation }) => deviation ?? "")];
  return [
    h("h2", null, "Known deviations"),
    h(
      "p",
      { class: "quiet" },
      "These failures count in the divergence. The reasons come from the maker or from a reviewer.",
    ),
    h(
      "ul",
      { class: "causes" },
      reasons.map(([reason, own]) =>
        h("li", null, [
          h("div", null, visible(reason)),
          h(
            "ul",
            null,
            own.map((verdict) => failureItem(verdict, comments, root)),
          ),
        ]),
      ),
    ),
  ];
}

function ofClause(comments: readonly Comment[], clause: string): readonly Comment[] {
  return comments.filter((comment) => comment.clause !== undefined && matchClause(comment.clause, clause));
}

/** Comments as quotations, each with its author. */
function said(comments: readonly Comment[]): ComponentChild[] {
  return comments.map(({ says, by, url }) =>
    h("blockquote", null, [
      h("p", null, visible(says)),
      h("p", { class: "quiet" }, ["— ", url === undefined ? visible(by) : textLink(url, by)]),
    ]),
  );
}

function historyTable(history: readonly BoardRun[]): ComponentChild {
  return stackedTable(
    [
      "Judged on",
      "Version",
      "By",
      "must diverges",
      "must covered",
      "should diverges",
      "should covered",
      "What changed",
    ],
    history.toReversed().map(({ report, because, common }) => {
      const { must, should } = report.summary;
      return [
        when(report, history),
        visible(report.subject.version ?? ""),
        visible(`${report.tool.version}, edition ${report.edition}`),
        share(must.divergence),
        share(must.coverage),
        share(should.divergence),
        share(should.coverage),
        because === undefined
          ? "the first report"
          : `${BECAUSE[because]}${common === undefined ? "" : `; of the must clauses in both reports ${share(common.before)} diverged, and ${share(common.after)} now`}`,
      ];
    }),
  );
}

/** The day of a report, with the time (UTC) if the history holds another report of that day. */
function when({ run: { startedAt } }: Report, history: readonly BoardRun[]): string {
  const day = startedAt.slice(0, 10);
  const isAlone = history.filter(({ report }) => report.run.startedAt.startsWith(day)).length === 1;
  return isAlone ? day : startedAt.slice(0, 19).replace("T", " ");
}

const BECAUSE: Readonly<Record<NonNullable<BoardRun["because"]>, string>> = {
  subject: "the subject",
  suite: "the suite, not the subject",
  both: "the subject and the suite",
  neither: "neither version",
};

const KINDS_OF_CHANGE: readonly (readonly [
  keyof Changes & ("failing" | "passing" | "added" | "removed"),
  string,
])[] = [
  ["failing", "fail now, and did not before"],
  ["passing", "no longer fail"],
  ["added", "were added to the suite"],
  ["removed", "were removed from the suite"],
];

function changeList(root: string, history: readonly BoardRun[]): (run: BoardRun) => ComponentChild[] {
  return ({ report, changes, because }) => {
    if (changes === undefined || because === undefined) return [];
    const lists = KINDS_OF_CHANGE.filter(([kind]) => changes[kind].length > 0);
    if (lists.length === 0) return [];
    return [
      h("details", null, [
        h("summary", null, `${when(report, history)}: ${BECAUSE[because]} changed`),
        ...lists.flatMap(([kind, words]) => [
          h("p", null, `${changes[kind].length} clauses ${words}:`),
          h(
            "ul",
            null,
            changes[kind]
              .slice(0, MOST_FAILURES)
              .map(({ clause, level, after }) =>
                h("li", null, [
                  clauseLink(clause, root),
                  " ",
                  h("span", { class: "level" }, level),
                  ...(after === undefined ? [] : [` ${WORDS[shownOf(after)]}`]),
                ]),
              ),
          ),
        ]),
      ]),
    ];
  };
}

function shareTable(title: string, shares: readonly Share[]): ComponentChild {
  return stackedTable(
    [title, "must diverges", "must covered", "should diverges", "should covered"],
    shares.map(({ name, must, should }) => [
      visible(name),
      share(must.divergence),
      share(must.coverage),
      share(should.divergence),
      share(should.coverage),
    ]),
  );
}

/** All clauses, with filters. */
export function clausesPage({ clauses, subjects }: Board, facts: SiteFacts): string {
  const families = [...Map.groupBy(clauses, ({ verdict }) => familyOf(verdict.clause))];
  return page("Clauses: AWS Lambda Invoke conformance", [
    h("header", null, [
      h("p", { class: "quiet" }, h("a", { href: "../index.html" }, "AWS Lambda Invoke conformance")),
      h("h1", null, "Clauses"),
      h("p", { class: "quiet" }, `${clauses.length} clauses, ${subjects.length} subjects`),
    ]),
    h("main", null, [
      h("h2", { id: "clauses", tabIndex: -1 }, "All clauses"),
      h("form", { role: "search", "aria-label": "Filter the clauses" }, [
        searchBox(),
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
        choice("Operation", "operation", [...new Set(clauses.map(({ verdict }) => verdict.operation))]),
        choice(
          "Family",
          "family",
          families.map(([family]) => family),
        ),
        h("button", { type: "reset" }, "Show all"),
        h("output", { id: "found", "aria-live": "polite", class: "quiet" }, `${clauses.length} clauses`),
      ]),
      h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Clauses" }, [
        h("table", null, [
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              ["Clause", "Level", "Meet it", "Break it", "Skipped or not judged"].map((name) =>
                h("th", { scope: "col" }, name),
              ),
            ),
          ),
          ...families.map(([family, own]) =>
            h("tbody", null, [
              h(
                "tr",
                { "data-head": family },
                h("th", { colSpan: 5, scope: "rowgroup", class: "family" }, visible(family)),
              ),
              ...own.map(clauseRow),
            ]),
          ),
        ]),
      ]),
    ]),
    foot(facts, "../"),
  ]);
}

function clauseRow({ verdict, seen }: BoardClause): ComponentChild {
  const { clause, level, operation, says } = verdict;
  const count = (...outcomes: readonly Shown[]): number =>
    seen.filter((one) => outcomes.includes(shownOf(one.verdict))).length;
  const data = {
    "data-row": "",
    "data-level": level,
    "data-outcome": [...new Set(seen.map((one) => shownOf(one.verdict)))].join(" "),
    "data-operation": operation,
    "data-family": familyOf(clause),
    "data-differs": "no",
    "data-text": visible(`${clause} ${says}`),
  };
  return h("tr", { id: clause, tabIndex: -1, ...data }, [
    h("td", null, [
      h("a", { href: `${clause}.html` }, visible(clause)),
      h("div", { class: "quiet" }, visible(says)),
    ]),
    h("td", null, level),
    h("td", null, count("pass", "noted")),
    h("td", null, count("fail", "known")),
    h("td", null, count("error", "uncovered")),
  ]);
}

/** One clause: which subjects conform to it, which do not, and its sources. */
export function clausePage({ verdict, seen }: BoardClause, facts: SiteFacts): string {
  const { clause, level, says, operation } = verdict;
  const root = "../".repeat(clause.split("/").length);
  return page(
    `${clause}: AWS Lambda Invoke conformance`,
    [
      h("header", null, [
        h("p", { class: "quiet" }, [
          h("a", { href: `${root}index.html` }, "AWS Lambda Invoke conformance"),
          ", ",
          h("a", { href: `${root}clauses/index.html` }, "all clauses"),
        ]),
        h("h1", null, visible(clause)),
        h("p", null, [visible(says), " ", h("span", { class: "level" }, `${level}, ${operation}`)]),
      ]),
      h("main", { id: "main", tabIndex: -1 }, [
        h("h2", null, "Sources and evidence"),
        sourceList(verdict),
        h("h2", null, "Who meets it"),
        stackedTable(
          ["Subject", "Version", "", "What was seen"],
          seen.map(({ subject, verdict: its }) => [
            subjectLink(subject, root),
            visible(subject.report.subject.version ?? ""),
            chip(shownOf(its)),
            [...seenWords(its), ...said(ofClause(subject.comments, clause))],
          ]),
        ),
        h("h2", null, "If this is wrong"),
        h("p", null, disputeWords("endpoint", root, facts)),
      ]),
      foot(facts, root),
    ],
    PLAIN,
  );
}

function seenWords({ failure, because, deviation, answers, outcome }: ReportedVerdict): ComponentChild[] {
  const [violation] = failure?.violations ?? [];
  return [
    ...(violation === undefined
      ? []
      : [`${violation.says}: expected ${violation.expected}, got ${violation.actual}`]),
    ...(deviation === undefined ? [] : [`known: ${deviation}`]),
    ...(because === undefined ? [] : [because]),
    ...(outcome === "noted" ? Object.keys(answers ?? {}) : []),
  ].map((words) => h("div", null, visible(words.slice(0, 300))));
}

/** How the board is made, what its figures mean, how to dispute them, and how to be listed. */
export function aboutPage(facts: SiteFacts): string {
  const { suggest } = facts;
  const there = suggest === undefined ? "" : ", at the address below";
  const part = (id: string, title: string, paragraphs: readonly ComponentChildren[]): ComponentChildren[] => [
    h("h2", { id }, title),
    ...paragraphs.map((words) => h("p", null, words)),
  ];
  return page(
    "About: AWS Lambda Invoke conformance",
    [
      h("header", null, [
        h("p", { class: "quiet" }, h("a", { href: "index.html" }, "AWS Lambda Invoke conformance")),
        h("h1", null, "About this board"),
      ]),
      h("main", { id: "main", tabIndex: -1 }, [
        ...part("figures", "The two figures", [
          "Divergence is the share of failures among the clauses that passed or failed; known failures count too. Coverage is the share of the clauses that were judged; a clause that builds on a failing one counts as judged. The two figures are never combined: there is no grade and no rank. Rows are sorted by name.",
          "must clauses are documented, in the official model, or recorded from AWS by several sources. should clauses were recorded once, or are documented elsewhere for the same protocol. may clauses are disputed; they are noted and never failed.",
        ]),
        ...part("dispute", "If a verdict is wrong", [
          `The report of the subject holds a command that repeats each failure. If AWS behaves differently, the clause is wrong. Record what AWS does with run --record, and report it with the id of the clause${there}. A recording outweighs a document.`,
          "Makers can comment on a failure, or on their subject as a whole. The comment appears beside the failure, unchanged.",
        ]),
        ...part("changes", "When the suite changes", [
          "A subject is judged again when the suite changes. Its page says for each report whether the subject changed, the suite, or both, and which clauses the suite added and removed. It also compares the divergence before and after by the clauses of both reports. So no update of the suite lowers a subject silently.",
        ]),
        ...part("suggest", "Suggest a subject", [
          `Any endpoint that speaks the API, and any client with a driver, can be here. Run lambda-conformance run against it, and send the report.json with the command that makes it again${there}.`,
          ...(suggest === undefined ? [] : [textLink(suggest, suggest)]),
        ]),
      ]),
      foot(facts),
    ],
    PLAIN,
  );
}

function disputeWords(kind: "endpoint" | "client", root: string, { suggest }: SiteFacts): ComponentChildren {
  const way = h("a", { href: `${root}about.html#dispute` }, "how to dispute a verdict");
  return [
    kind === "client"
      ? "The report holds a command that repeats each failure; "
      : "The report holds a command and a curl line that repeat each failure; ",
    way,
    ...(suggest === undefined ? ["."] : [", ", textLink(suggest, "report it"), "."]),
  ];
}

function links(root: string, { suggest }: SiteFacts): ComponentChild {
  return h("p", null, [
    h("a", { href: `${root}clauses/index.html` }, "All clauses"),
    ", ",
    h("a", { href: `${root}about.html` }, "about this board"),
    ", ",
    suggest === undefined
      ? h("a", { href: `${root}about.html#suggest` }, "suggest a subject")
      : textLink(suggest, "suggest a subject"),
    ", ",
    h("a", { href: `${root}board.json` }, "JSON"),
  ]);
}

function foot(facts: SiteFacts, root = ""): ComponentChild {
  const { made, tool } = facts;
  return h("footer", null, [
    links(root, facts),
    h("p", { class: "quiet" }, visible(`Made on ${made} by ${tool.name} ${tool.version}.`)),
  ]);
}

function clauseLink(clause: string, root: string): ComponentChild {
  return h("a", { href: `${root}clauses/${clause}.html` }, visible(clause));
}

function share(value: Tally["divergence"]): string {
  return value === null ? "–" : percent(value);
}
