import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { type Binder, createBinder, readCases } from "../grade/grade.ts";
import { readsOf } from "../grade/reads-of.ts";
import type { RecordedCase } from "../grade/recorded-case.ts";
import { type Check, createOracle } from "../judge/oracle.ts";
import { view } from "../view/view.ts";
import type { Decision, DifferingFacet } from "./endpoint-difference.ts";
import { nameOf, placeIn, speaksOf } from "./speaks-of.ts";

/** Decides which of two differing endpoints is right. Facets that one decision covers form one part. */
export type Decide = (
  clause: Clause,
  facets: readonly DifferingFacet[],
  endpoint: Observation,
  against: Observation,
) => readonly DecidedPart[];

export interface DecidedPart {
  readonly decision: Decision;
  readonly facets: readonly DifferingFacet[];
}

/**
 * Facets that determine all others of a reply: a refusal has other headers and another body than a success. If one of these differs, the
 * deciding clause must be about it.
 */
const LEADING = ["connection", "status", "error"];

/**
 * Makes a decider. The clause of the case decides, or else the surest clause that applies to the last exchange of the case. The places
 * where an endpoint breaks that clause must be those of the difference. Endpoints may differ in several things, and each may be right in
 * one.
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
    const both = [endpoint, against] as const;
    const [mine, other] = both.map((seen) => check(view(seen, specification))) as [Finding, Finding];
    const own: Found = { clause, mine, other };
    const cases = both.map((seen) => casesOf(seen, specification));
    const found = rules
      .filter((rule) => rule.clause.level !== "may" && rule.clause !== clause)
      .flatMap((rule): Found[] => {
        const [a, b] = cases.map((its) => findingOf(rule, its));
        return a === undefined || b === undefined ? [] : [{ clause: rule.clause, mine: a, other: b }];
      })
      .toSorted((one, two) => sureness(two.clause) - sureness(one.clause));
    const last = `call ${endpoint.calls.length}: `;
    const decisionOn = (facet: DifferingFacet): Decision => {
      const isOfLast = !facet.facet.startsWith("call ") || facet.facet.startsWith(last);
      return decisionOf(own, isOfLast ? found : [], (places, { operation }) =>
        speaksOf(facet, places, specification.operations[operation]),
      );
    };
    const leading = LEADING.map((name) => facets.filter((facet) => nameOf(facet) === name)).find(
      (its) => its.length > 0,
    );
    if (leading !== undefined) {
      const decisions = leading.map(decisionOn);
      const [best] = decisions.toSorted((one, two) => KINDS.indexOf(one.kind) - KINDS.indexOf(two.kind));
      return best === undefined ? [] : [{ decision: best, facets }];
    }
    const parts = Map.groupBy(
      facets.map((facet) => ({ facet, decision: decisionOn(facet) })),
      ({ decision }) => partName(decision),
    );
    return [...parts.values()].flatMap((part) =>
      part[0] === undefined ? [] : [{ decision: part[0].decision, facets: part.map(({ facet }) => facet) }],
    );
  };
}

type Finding = ReturnType<Check>;

/** The findings of one clause on both endpoints. */
interface Found {
  readonly clause: Clause;
  readonly mine: Finding;
  readonly other: Finding;
}

/** Kinds of decisions, the most informative first. */
export const KINDS: readonly Decision["kind"][] = ["decided", "both-wrong", "disputed", "silent"];

function partName(decision: Decision): string {
  const { kind } = decision;
  if (kind === "silent") return kind;
  return [kind, decision.clause.id, kind === "decided" ? decision.right : ""].join(" ");
}

/** @param speaks whether a clause that reads these places, or finds them wrong, is about the difference */
function decisionOf(
  own: Found,
  found: readonly Found[],
  speaks: (places: readonly string[], clause: Clause) => boolean,
): Decision {
  const misses = (clause: Clause, ...findings: readonly Finding[]): boolean =>
    findings.some((finding) => !finding.fits && speaks(missedBy(finding), clause));
  const rightBy = ({ clause, mine, other }: Found): "endpoint" | "against" | undefined =>
    mine.fits !== other.fits && misses(clause, mine, other)
      ? mine.fits
        ? "endpoint"
        : "against"
      : undefined;
  const { clause, mine, other } = own;
  const isSettled = clause.level !== "may";
  const ownRight = rightBy(own);
  if (isSettled && ownRight !== undefined) return { kind: "decided", clause, right: ownRight };
  if (isSettled && !mine.fits && !other.fits && misses(clause, mine, other))
    return { kind: "both-wrong", clause };
  const deciding = found.flatMap((one) => {
    const right = rightBy(one);
    return right === undefined ? [] : [{ clause: one.clause, right }];
  });
  const [surest] = deciding;
  // If each endpoint breaks a clause that the other keeps, neither is right.
  if (surest !== undefined && deciding.every(({ right }) => right === surest.right))
    return { kind: "decided", ...surest };
  const broken = found.find(
    (one) => !one.mine.fits && !one.other.fits && misses(one.clause, one.mine, one.other),
  );
  if (broken !== undefined && deciding.length === 0) return { kind: "both-wrong", clause: broken.clause };
  const answers = { endpoint: answerOf(mine), against: answerOf(other) };
  const reads = readsOf(clause).map(({ path }) => path.join("."));
  const isOfIt = mine.fits && other.fits ? speaks(reads, clause) : misses(clause, mine, other);
  return !isSettled && isOfIt && answers.endpoint !== answers.against
    ? { kind: "disputed", clause, answers }
    : { kind: "silent" };
}

function missedBy(finding: Finding): readonly string[] {
  return finding.fits ? [] : finding.violations.map(({ says }) => placeIn(says));
}

function answerOf(finding: ReturnType<Check>): string {
  return finding.fits ? finding.answer : `other: ${finding.violations[0]?.actual}`;
}

/** Orders clauses: must before should, and those with more recordings first. */
function sureness({ level, evidence }: Clause): number {
  return (level === "must" ? 1_000_000 : 0) + (evidence?.recordings ?? 0);
}

function casesOf({ calls }: Observation, specification: Specification): readonly RecordedCase[] {
  const exchange = calls.at(-1)?.exchanges.at(-1);
  if (exchange === undefined) return [];
  return readCases([{ place: "entry-1", exchange, unknown: new Set(), whole: true }], specification).cases;
}

/** The finding of a rule on a case, or undefined if the rule does not bind it. */
function findingOf(
  { check, binder }: { readonly check: Check; readonly binder: Binder },
  cases: readonly RecordedCase[],
): ReturnType<Check> | undefined {
  const [bound] = binder.of(cases, []);
  return bound && check(bound.seen);
}
