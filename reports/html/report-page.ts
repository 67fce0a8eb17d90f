import { type ComponentChild, type ComponentChildren, h } from "preact";
import { type Cause, causesOf } from "../causes.ts";
import { duration } from "../duration.ts";
import { conclude } from "../exit-status.ts";
import { orderOfChecks } from "../order-of-checks.ts";
import { reasonsFor } from "../reasons-for.ts";
import {
  familyOf,
  type Report,
  type ReportedExchange,
  type ReportedFailure,
  type ReportedVerdict,
} from "../report.ts";
import { shellText } from "../shell-text.ts";
import { SHOWN, type Shown, shownOf, WORDS } from "../shown.ts";
import { standingOn } from "../standing-on.ts";
import { visible } from "../visible.ts";
import { difference } from "./difference.ts";
import { exchangeView } from "./exchange-view.ts";
import { page } from "./page.ts";
import {
  bar,
  checkboxes,
  chip,
  choice,
  countsOf,
  figures,
  keyHint,
  LEVELS,
  searchBox,
  sourceList,
  table,
} from "./parts.ts";
import { reproductions } from "./reproductions.ts";
import { shortened } from "./shortened.ts";

/** Most characters that all failures may take on the page, and that one failure may take. The page has to open at once. */
const BUDGET = 2_000_000;
const MOST = 60_000;
/** The share of a failure's room that each kind of text may take. Commands are shown whole or not at all. */
const PARTS = { wire: 0.5, frames: 0.15, violations: 0.2, command: 0.1 } as const;

/** The report as one page: the important parts first, then every clause, with filters. */
export function reportPage(report: Report): string {
  const title = `${report.subject.name}: AWS Lambda Invoke conformance`;
  return page(title, [
    header(report),
    h("main", null, [...overview(report), ...clauses(report), ...tables(report)]),
  ]);
}

function header(report: Report): ComponentChild {
  const { subject, run, edition, tool } = report;
  const { status, reasons } = conclude(report);
  const says = status === 0 ? "Conforms: no failure that counts." : `${reasons.join("; ")}.`;
  const facts = [
    subject.version !== undefined && `version ${subject.version}`,
    subject.url !== undefined && subject.url !== subject.name && subject.url,
    subject.probe && `probe ${subject.probe.found ? subject.probe.says : "not found"}`,
    `edition ${edition}`,
    `seed ${run.seed}`,
    `at most ${run.cases} cases per clause`,
    `${run.exchanges} exchanges`,
    run.durationMs !== undefined && duration(run.durationMs),
    run.startedAt.slice(0, 16).replace("T", " "),
    `${tool.name} ${tool.version}`,
  ].filter((fact) => typeof fact === "string");
  return h("header", null, [
    h("p", { class: "quiet" }, "AWS Lambda Invoke and InvokeWithResponseStream: conformance of"),
    h("h1", null, visible(subject.name)),
    h("p", { class: `verdict ${["good", "bad", "doubt"][status]}` }, visible(says)),
    h(
      "ul",
      { class: "facts quiet" },
      facts.map((fact) => h("li", null, visible(fact))),
    ),
    ...notices(report.notices),
  ]);
}

function notices(told: readonly string[]): ComponentChild[] {
  if (told.length === 0) return [];
  return [
    h("details", null, [
      h("summary", { class: "quiet" }, `Notices during the run: ${told.length}`),
      [...Map.groupBy(told, (notice) => notice)].map(([notice, { length }]) =>
        h("p", null, visible(length === 1 ? notice : `${notice} (${length} times)`)),
      ),
    ]),
  ];
}

function overview(report: Report): ComponentChildren[] {
  const { summary, verdicts, staleDeviations } = report;
  const families = [...Map.groupBy(verdicts, ({ clause }) => familyOf(clause))];
  const reasons = [...reasonsFor("error", verdicts), ...reasonsFor("uncovered", verdicts)];
  return [
    h(
      "section",
      { class: "figures", "aria-label": "How far it conforms" },
      LEVELS.map((level) => {
        const own = verdicts.filter((verdict) => verdict.level === level);
        return h("div", { class: "figure" }, [
          h("h3", null, [
            level,
            h("span", { class: "quiet" }, `${own.length} ${own.length === 1 ? "clause" : "clauses"}`),
          ]),
          figures(summary[level]),
          bar(countsOf(own)),
        ]);
      }),
    ),
    ...causes(report),
    ...(reasons.length === 0
      ? []
      : [
          h("h2", null, "Clauses that were skipped or not judged"),
          h(
            "ul",
            { class: "reasons" },
            reasons.map(({ because, clauses }) =>
              h(
                "li",
                null,
                h("details", null, [
                  h("summary", null, [h("b", null, clauses.length), ` ${visible(because)}`]),
                  clauses.map((id) => h("div", null, clauseLink(id))),
                ]),
              ),
            ),
          ),
        ]),
    h("h2", null, "Families"),
    ...[...Map.groupBy(families, ([family]) => family.split("/")[0] as string)]
      // Operations with failures first, then the order of the specification.
      .sort(([, a], [, b]) => failingIn(b) - failingIn(a))
      .flatMap(([group, own]) => [h("h3", null, visible(group)), h("ul", { class: "map" }, own.map(tile))]),
    ...(staleDeviations.length === 0
      ? []
      : [
          h("h2", null, "Stale deviations"),
          table(
            ["Clause", "What is wrong"],
            staleDeviations.map(({ clause, says }) => [h("code", null, visible(clause)), visible(says)]),
          ),
        ]),
  ];
}

/** The faults: each cause with the plainest request that shows it, and the clauses that it makes fail. */
function causes({ verdicts, run }: Report): ComponentChildren[] {
  const found = causesOf(verdicts);
  if (found.length === 0) return [];
  return [
    h("h2", null, "What is wrong"),
    h(
      "ul",
      { class: "causes" },
      found.map((cause) => h("li", null, h("details", null, causeOf(cause, run.command)))),
    ),
  ];
}

function causeOf(cause: Cause, command: string): ComponentChildren[] {
  const { failing, behind, says } = cause;
  const [example] = failing;
  const { failure } = example;
  return [
    h("summary", null, [
      h("b", null, failing.length + behind.length),
      h("span", { class: "says" }, visible(failing.length === 1 ? example.says : says)),
      h("span", { class: "level" }, example.level),
    ]),
    ...(failure === undefined
      ? []
      : [
          copied(
            "Repeat the simplest failure",
            visible(`${command} --replay ${shellText(failure.replay)}`, "\n"),
            MOST,
          ),
        ]),
    h(
      "ul",
      null,
      failing.map(({ clause: id, level, says: rule }) =>
        h("li", null, [clauseLink(id), ` ${level}: ${visible(rule)}`]),
      ),
    ),
    ...standing(behind.map(({ clause: id }) => id)),
  ];
}

type Family = readonly [name: string, verdicts: readonly ReportedVerdict[]];

function failingIn(families: readonly Family[]): number {
  return families.flatMap(([, verdicts]) => verdicts).filter(({ outcome }) => outcome === "fail").length;
}

/** A family on the map, in the color of the worst outcome in it. */
function tile([family, verdicts]: Family): ComponentChild {
  const counts = countsOf(verdicts);
  const worst = SHOWN.find((shown) => counts[shown] > 0 && shown !== "uncovered") ?? "uncovered";
  const [, subject = family] = family.split("/");
  return h(
    "li",
    null,
    h("a", { class: worst, href: `#family=${encodeURIComponent(family)}` }, [
      h("b", null, visible(subject)),
      bar(counts),
    ]),
  );
}

function clauses(report: Report): ComponentChildren[] {
  const { verdicts } = report;
  // Families with failures first, those that were not judged last, and otherwise in the order of the specification.
  const families = [...Map.groupBy(verdicts, ({ clause }) => familyOf(clause))]
    .map(([family, own]): Family => [family, own.toSorted((a, b) => rankOf(a) - rankOf(b))])
    .sort(([, a], [, b]) => Math.min(...a.map(rankOf)) - Math.min(...b.map(rankOf)));
  const failing = verdicts.filter(({ failure }) => failure !== undefined).length;
  const room = Math.min(MOST, Math.floor(BUDGET / Math.max(1, failing)));
  const operations = [...new Set(verdicts.map(({ operation }) => operation))];
  return [
    h("h2", { id: "clauses", tabIndex: -1 }, "Clauses"),
    h("form", { role: "search", "aria-label": "Filter the clauses" }, [
      searchBox(),
      checkboxes(
        "Outcome",
        "outcome",
        SHOWN.map((shown) => [shown, WORDS[shown]]),
      ),
      checkboxes(
        "Level",
        "level",
        LEVELS.map((level) => [level, level]),
      ),
      choice("Operation", "operation", operations),
      choice(
        "Family",
        "family",
        families.map(([family]) => family),
      ),
      h("button", { type: "reset" }, "Show all"),
      h("output", { id: "found", "aria-live": "polite", class: "quiet" }, `${verdicts.length} clauses`),
      keyHint(),
    ]),
    ...(room === MOST
      ? []
      : [
          h(
            "p",
            { class: "quiet" },
            `${failing} clauses fail. Long texts are cut, and marked where they are cut; report.json holds more of them.`,
          ),
        ]),
    ...families.flatMap(([family, own]) => [
      h("h3", { class: "family", "data-head": family }, visible(family)),
      ...own.map((verdict) => clause(verdict, report, room)),
    ]),
  ];
}

const RANKS: Readonly<Partial<Record<Shown, number>>> = { fail: 0, error: 1, known: 2, uncovered: 4 };

function rankOf(verdict: ReportedVerdict): number {
  return RANKS[shownOf(verdict)] ?? 3;
}

/** How long the clause was running, and how long it was queued. */
function timeWords({ ms, queuedMs }: ReportedVerdict): string {
  return queuedMs === undefined ? duration(ms) : `${duration(ms)} active, ${duration(queuedMs)} queued`;
}

function clause(verdict: ReportedVerdict, report: Report, room: number): ComponentChild {
  const { clause: id, level, operation, says, failure } = verdict;
  const shown = shownOf(verdict);
  const text = [id, says, verdict.because, ...(failure?.violations.map(({ actual }) => actual) ?? [])].join(
    " ",
  );
  const data = {
    "data-row": "",
    "data-level": level,
    "data-outcome": shown,
    "data-operation": operation,
    "data-family": familyOf(id),
    "data-text": visible(text.slice(0, 600)),
  };
  return h("details", { class: "clause", id, ...data }, [
    h("summary", null, [
      chip(shown),
      h("span", { class: "level" }, level),
      h("span", { class: "says" }, visible(says)),
      h("span", { class: "id" }, visible(id)),
    ]),
    h("div", { class: "inside" }, [
      h("p", { class: "quiet" }, [
        `${operation}, ${level}; `,
        `${verdict.cases} cases, ${verdict.exchanges} exchanges, ${timeWords(verdict)}. `,
        clauseLink(id, "Link to this clause"),
      ]),
      sourceList(verdict),
      ...(verdict.deviation === undefined
        ? []
        : [h("p", null, [h("strong", null, "Known: "), visible(verdict.deviation)])]),
      ...(verdict.behind === undefined
        ? []
        : [h("p", null, [h("strong", null, "Builds on a failing clause: "), clauseLink(verdict.behind)])]),
      ...(verdict.because === undefined || verdict.behind !== undefined
        ? []
        : [h("p", null, [h("strong", null, "Because: "), visible(verdict.because)])]),
      ...(verdict.answers === undefined ? [] : [answers(verdict.answers)]),
      ...(failure === undefined ? [] : failed(verdict, failure, report, room)),
      ...standing(standingOn(verdict, report)),
    ]),
  ]);
}

/** Clauses that were skipped because they build on this one. */
function standing(ids: readonly string[]): ComponentChild[] {
  if (ids.length === 0) return [];
  return [
    h("details", null, [
      h("summary", null, [h("b", null, ids.length), " skipped because this clause fails"]),
      ids.map((id) => h("div", null, clauseLink(id))),
    ]),
  ];
}

function answers(seen: Readonly<Record<string, number>>): ComponentChild {
  return h("div", null, [
    h("h3", null, "Responses seen"),
    table(
      ["Response", "Times"],
      Object.entries(seen).map(([answer, times]) => [h("code", null, visible(answer)), times]),
    ),
  ]);
}

function failed(
  verdict: ReportedVerdict,
  failure: ReportedFailure,
  report: Report,
  room: number,
): ComponentChildren[] {
  const { why, violations, before = [], request, response, stray, frames = [], shrinks } = failure;
  const shrunk = shrinks === 0 ? "" : ` Simplified in ${shrinks} ${shrinks === 1 ? "step" : "steps"}.`;
  const exchanges: readonly ReportedExchange[] = [
    ...before,
    ...(request && response ? [{ request, response, ...(stray && { stray }) }] : []),
  ];
  const ofViolation = (room * PARTS.violations) / Math.max(1, 2 * violations.length);
  return [
    h("h3", null, "Minimal example"),
    h("p", null, shortened(`${visible(why)}${/[.!?]$/.test(why) ? "" : "."}${shrunk}`, ofViolation)),
    table(
      ["What", "Expected", "Actual"],
      violations.map(({ says, ...texts }) => {
        const [expected, actual] = [texts.expected, texts.actual].map((text) =>
          shortened(visible(text), ofViolation),
        ) as [string, string];
        return [
          visible(says),
          h("code", null, difference(expected, actual)),
          h("code", null, difference(actual, expected)),
        ];
      }),
    ),
    ...exchanges.flatMap((exchange, index) => [
      h(
        "h3",
        null,
        exchanges.length === 1 ? "On the wire" : `On the wire, ${index + 1} of ${exchanges.length}`,
      ),
      exchangeView(exchange, (room * PARTS.wire) / exchanges.length),
    ]),
    ...(frames.length === 0
      ? []
      : [
          h("h3", null, "Frames of the event stream"),
          pre(shortened(frames.map((line) => visible(line)).join("\n"), room * PARTS.frames)),
        ]),
    h("h3", null, "Repeat it"),
    ...reproductions(verdict, failure, report).map(({ says, text }) =>
      copied(says, visible(text, "\n"), room * PARTS.command),
    ),
  ];
}

/** Preformatted text that the keyboard can scroll. */
function pre(text: string): ComponentChild {
  return h("pre", { tabIndex: 0 }, text);
}

/** A command to copy. It is never cut, because a part of it would do something else. */
function copied(says: string, text: string, room: number): ComponentChild {
  if (text.length > room) {
    return h("p", { class: "quiet" }, `${says}: too long to show here (${text.length} characters).`);
  }
  return h("div", null, [
    h("p", { class: "quiet" }, says),
    h("div", { class: "copy" }, [
      h("pre", { tabIndex: 0 }, text),
      h("button", { type: "button", "data-copy": "", "aria-label": `Copy: ${says}` }, "Copy"),
    ]),
  ]);
}

function tables({ errors, verdicts }: Report): ComponentChildren[] {
  const precedence = verdicts.filter(({ clause }) => /\/precedence\//.test(clause));
  return [
    ...(precedence.length === 0
      ? []
      : [
          h("h2", null, "Order of checks"),
          h("p", { class: "quiet" }, "Requests with two faults at once, and which fault the response names."),
          ...orderList(precedence),
          table(
            ["Two faults", "Level", "Outcome", "Responses seen"],
            precedence.map((verdict) => [
              clauseLink(verdict.clause, verdict.says),
              verdict.level,
              chip(shownOf(verdict)),
              Object.keys(verdict.answers ?? {}).map((answer) =>
                h("div", null, h("code", null, visible(answer))),
              ),
            ]),
          ),
        ]),
    ...(errors.length === 0
      ? []
      : [
          h("h2", null, "Error and status pairs"),
          h(
            "p",
            { class: "quiet" },
            "Each error was provoked by a clause that expects it, seen elsewhere, or not seen; the last column says how to provoke it.",
          ),
          table(
            ["Error", "Status", "Operation", "Outcome", "How"],
            errors.map(({ code, status, operation, outcome, clause: by, how }) => [
              h("code", null, visible(code)),
              status,
              operation,
              outcome,
              by === undefined ? visible(how ?? "") : clauseLink(by),
            ]),
          ),
        ]),
  ];
}

/** The order of checks that these verdicts show. Empty if they show none. */
function orderList(verdicts: readonly ReportedVerdict[]): ComponentChild[] {
  const order = orderOfChecks(verdicts);
  if (order.length === 0) return [];
  return [
    h(
      "ul",
      null,
      order.map(({ first, next }) => h("li", null, `${first} → ${next.join(", ")}`)),
    ),
  ];
}

function clauseLink(id: string, words = id): ComponentChild {
  return h("a", { href: `#clause=${encodeURIComponent(id)}` }, visible(words));
}
