import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { type Binder, createBinder, readCases } from "../grade/grade.ts";
import type { RecordedCase } from "../grade/recorded-case.ts";
import { type Check, createOracle } from "../judge/oracle.ts";
import type { Violation } from "../judge/verdict.ts";
import { view } from "../view/view.ts";
import type { Decision, DifferingFacet } from "./endpoint-difference.ts";

/** Decides who is right where two endpoints differ. */
export type Decide = (
  clause: Clause,
  facets: readonly DifferingFacet[],
  endpoint: Observation,
  against: Observation,
) => Decision;

/**
 * The clause of the case decides, or else one that the last exchange of the case falls under: the surest one. It has to speak of what differs, as
 * far as that shows in what it misses: two endpoints may differ in several things.
 */
export function createDecide(specification: Specification, probe: string): Decide {
  const oracle = createOracle(specification);
  const rules = specification.clauses
    .filter(({ binds }) => binds === "server")
    .map((clause) => ({
      clause,
      check: oracle.check(clause),
      binder: createBinder(clause, { specification, function: probe }, oracle),
    }));
  const checks = new Map(rules.map(({ clause, check }) => [clause.id, check]));
  return (clause, facets, endpoint, against) => {
    const check = checks.get(clause.id) as Check;
    const own = [endpoint, against].map((seen) => check(view(seen, specification)));
    const [a, b] = own as [ReturnType<Check>, ReturnType<Check>];
    if (clause.level !== "may" && a.fits !== b.fits && speaksOf(facets, a.fits ? b : a))
      return { kind: "decided", clause, right: a.fits ? "endpoint" : "against" };
    const cases = [endpoint, against].map((seen) => casesOf(seen, specification));
    const found = rules
      .filter((rule) => rule.clause.level !== "may")
      .flatMap((rule): Extract<Decision, { kind: "decided" }>[] => {
        const [mine, other] = cases.map((its) => findingOf(rule, its));
        if (mine === undefined || other === undefined || mine.fits === other.fits) return [];
        const missing = mine.fits ? other : mine;
        return speaksOf(facets, missing)
          ? [{ kind: "decided", clause: rule.clause, right: mine.fits ? "endpoint" : "against" }]
          : [];
      });
    const [surest] = found.toSorted((one, two) => sureness(two.clause) - sureness(one.clause));
    if (surest !== undefined) return surest;
    if (clause.level !== "may" && !a.fits && !b.fits && [a, b].some((one) => speaksOf(facets, one)))
      return { kind: "both-wrong", clause };
    const answers = { endpoint: answerOf(a), against: answerOf(b) };
    return clause.level === "may" && answers.endpoint !== answers.against
      ? { kind: "disputed", clause, answers }
      : { kind: "silent" };
  };
}

function answerOf(finding: ReturnType<Check>): string {
  return finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
}

/** A must before a should, and what was recorded more often first. */
function sureness({ level, evidence }: Clause): number {
  return (level === "must" ? 1_000_000 : 0) + (evidence?.recordings ?? 0);
}

function casesOf({ calls }: Observation, specification: Specification): readonly RecordedCase[] {
  const exchange = calls.at(-1)?.exchanges.at(-1);
  if (exchange === undefined) return [];
  return readCases([{ place: "entry-1", exchange, unknown: new Set(), whole: true }], specification).cases;
}

/** What a rule finds in a case; undefined where it does not bind it. */
function findingOf(
  { check, binder }: { readonly check: Check; readonly binder: Binder },
  cases: readonly RecordedCase[],
): ReturnType<Check> | undefined {
  const [bound] = binder.of(cases, []);
  return bound && check(bound.seen);
}

/** Words of violations that speak of a facet; of a header field its name does. */
const WORDS: Readonly<Record<string, RegExp>> = {
  status: /status|answer/,
  error: /error|answer|code/,
  "words of the error": /message/,
  "members of the error": /member|message|type/,
  body: /body|result|payload|json/,
  log: /log/,
  connection: /status|answer|reply|connection/,
  "end of the reply": /body|reply|http/,
  "events of the stream": /stream|event/,
  "content of the stream": /stream|content/,
  "end of the stream": /stream|complete/,
  executions: /ledger|execution|count/,
  "header x-amzn-errortype": /error|answer/,
};

function speaksOf(facets: readonly DifferingFacet[], finding: ReturnType<Check>): boolean {
  const violations: readonly Violation[] = finding.fits ? [] : finding.violations;
  return facets.some(({ facet }) => {
    const name = facet.replace(/^call \d+: /, "");
    const field = /^header (.*)$/.exec(name)?.[1];
    return violations.some(({ says }) => {
      if (WORDS[name]?.test(says)) return true;
      if (field === undefined) return false;
      const named = /\bheader ([\w-]+)/.exec(says)?.[1];
      return named === undefined ? lettersOf(says).includes(memberOf(field)) : named === field;
    });
  });
}

/** A header field as the name of a member: `x-amz-executed-version` and `outputs.ExecutedVersion` are of one thing. */
export function memberOf(field: string): string {
  return lettersOf(field.replace(/^x-amzn?-/, ""));
}

export function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}
