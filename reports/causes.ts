import { ENDPOINT, RESPONSE, type Violation } from "../suites/judge/verdict.ts";
import { isCounted } from "./exit-status.ts";
import { familyOf, type Report, type ReportedVerdict } from "./report.ts";

/** One fault of the subject, as its failures suggest, and the clauses that fail because of it. */
export interface Cause {
  /** The fault in words. It may quote texts that the subject sent. */
  readonly says: string;
  /** The clauses that fail. The first one is the example: of the highest level, with the plainest request. The others follow, `must` first. */
  readonly failing: readonly [ReportedVerdict, ...ReportedVerdict[]];
  /** Clauses that were not judged because they stand on one of the failing clauses. */
  readonly behind: readonly ReportedVerdict[];
}

/** What separates the allowed responses in the words of a violation. */
const ALTERNATIVE = ", or ";

/**
 * If at least this many clauses of a family fail, mostly for different reasons, and none passes, they have one cause. Then the feature
 * itself does not work.
 */
const FAMILY = 4;

/**
 * Groups the failures that no deviation covers, the largest group first. Failures have one cause if one clause implies the other, if their
 * whole family fails, or if their expected and actual values are the same. A clause keeps its own cause if its minimal example lacks what
 * the implying clause is about.
 */
export function causesOf(verdicts: readonly ReportedVerdict[]): Cause[] {
  const failing = verdicts.filter(({ outcome, deviation }) => outcome === "fail" && deviation === undefined);
  const byId = new Map(failing.map((verdict) => [verdict.clause, verdict]));
  const impliedBy = new Map<string, ReportedVerdict>();
  for (const verdict of failing) {
    for (const id of verdict.implies ?? []) {
      const implied = byId.get(id);
      if (implied !== undefined && mayExplain(verdict, implied)) impliedBy.set(id, verdict);
    }
  }
  const passing = new Set(
    verdicts.flatMap(({ clause, outcome }) => (outcome === "pass" ? familyOf(clause) : [])),
  );
  const broken = new Set<string>();
  for (const [family, own] of Map.groupBy(failing, ({ clause }) => familyOf(clause))) {
    const largest = Math.max(...[...Map.groupBy(own, differenceOf).values()].map(({ length }) => length));
    if (!passing.has(family) && own.length >= FAMILY && largest <= own.length / 2) broken.add(family);
  }
  const says = (verdict: ReportedVerdict): string => {
    const root = rootOf(verdict, impliedBy);
    const family = familyOf(root.clause);
    return broken.has(family) ? `every clause of ${family} fails` : differenceOf(root);
  };
  return [...Map.groupBy(failing, says)]
    .map(([words, own]): Cause => {
      const sorted = own.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
      const highest = sorted.filter(({ level }) => level === sorted[0]?.level);
      const ids = new Set(own.map(({ clause }) => clause));
      const behind = verdicts.filter((verdict) => verdict.behind !== undefined && ids.has(verdict.behind));
      const [example] = highest.toSorted((a, b) => weightOf(a) - weightOf(b)) as [ReportedVerdict];
      return { says: words, failing: [example, ...sorted.filter((verdict) => verdict !== example)], behind };
    })
    .sort((a, b) => sizeOf(b) - sizeOf(a) || mustsOf(b) - mustsOf(a));
}

/** The causes of a report, split into those with a failure that counts and the others. */
export function countedCauses({ verdicts, run }: Pick<Report, "verdicts" | "run">): {
  readonly counted: readonly Cause[];
  readonly others: readonly Cause[];
} {
  const causes = causesOf(verdicts);
  const counts = ({ failing }: Cause): boolean => failing.some((verdict) => isCounted(verdict, run.strict));
  return { counted: causes.filter(counts), others: causes.filter((cause) => !counts(cause)) };
}

/** The failing clause that implies this one and that no other clause implies. Clauses that imply each other are their own roots. */
function rootOf(verdict: ReportedVerdict, impliedBy: ReadonlyMap<string, ReportedVerdict>): ReportedVerdict {
  const seen = new Set<ReportedVerdict>();
  let root = verdict;
  for (
    let next: ReportedVerdict | undefined = verdict;
    next !== undefined;
    next = impliedBy.get(next.clause)
  ) {
    if (seen.has(next)) return verdict;
    seen.add(next);
    root = next;
  }
  return root;
}

/**
 * Whether the failure of the first clause can explain that of the second, which it implies. Both examples are minimal. A valid request in
 * the first does not explain an invalid one in the second. Nor does a request with a header, a parameter or a method that the second fails
 * without.
 */
function mayExplain({ failure: root }: ReportedVerdict, { failure: implied }: ReportedVerdict): boolean {
  if (root === undefined || implied === undefined) return true;
  if (root.case.breaks === undefined && implied.case.breaks !== undefined) return false;
  if (root.request === undefined || implied.request === undefined) return true;
  const { method } = implied.request;
  const given = ingredientsOf(implied.request);
  return root.request.method === method && [...ingredientsOf(root.request)].every((name) => given.has(name));
}

type Request = NonNullable<NonNullable<ReportedVerdict["failure"]>["request"]>;

/** The names of the headers and query parameters of a request that carry input of the operation. */
function ingredientsOf({ target, headers }: Request): Set<string> {
  const fields = headers.map(([name]) => name.toLowerCase()).filter((name) => INPUT.test(name));
  const query = new URLSearchParams(target.split("?")[1] ?? "");
  return new Set([...fields, ...[...query.keys()].map((name) => `?${name}`)]);
}

/** Headers of the API, without those of a signature. */
const INPUT = /^x-amzn?-(?!date$|security-token$|content-sha256$)/;

const LEVELS = ["must", "should", "may"] as const;

/** `7 clauses (5 must, 2 should)`, and how many were not judged because of it. */
export function countWords({ failing, behind }: Cause): string {
  const counts = LEVELS.flatMap((level) => {
    const count = failing.filter((verdict) => verdict.level === level).length;
    return count === 0 ? [] : [`${count} ${level}`];
  });
  const unjudged = behind.length === 0 ? "" : `, blocking ${behind.length} more`;
  return `${failing.length} ${failing.length === 1 ? "clause" : "clauses"} (${counts.join(", ")})${unjudged}`;
}

function sizeOf({ failing, behind }: Cause): number {
  return failing.length + behind.length;
}

function mustsOf({ failing }: Cause): number {
  return failing.filter(({ level }) => level === "must").length;
}

/** How much there is to read in the request of a failure, roughly in characters. Each earlier exchange adds 1,000. */
function weightOf({ failure }: ReportedVerdict): number {
  const { request, before = [] } = failure ?? {};
  if (request === undefined) return Number.POSITIVE_INFINITY;
  return (
    before.length * 1000 + request.target.length + JSON.stringify(request.headers).length + request.body.bytes
  );
}

/** The first difference that a failure shows, without what varies from case to case. */
function differenceOf({ failure, because, clause }: ReportedVerdict): string {
  const [violation] = failure?.violations ?? [];
  if (violation === undefined) return because ?? clause;
  const words = differenceWords(violation);
  if (isUnchecked(violation)) return `${subjectOf(clause)}: ${words}`;
  if (words === "result is missing" && failure?.response !== undefined && "status" in failure.response)
    return `${words}: the body is ${failure.response.body.bytes === 0 ? "empty" : "not JSON"}`;
  return words;
}

/** Whether a request that should be rejected succeeds or crashes. Then a check is missing, and each input has a check of its own. */
function isUnchecked({ says, expected, actual }: Violation): boolean {
  return says === RESPONSE && /^4/.test(expected) && /^[25]/.test(actual);
}

/** What a clause is about, whatever the operation: `payload`. */
function subjectOf(clause: string): string {
  return familyOf(clause).split("/").slice(1).join("/") || clause;
}

function differenceWords({ says, expected, actual }: Violation): string {
  const place = says.replace(/^(?:calls\.\d+|named\.[^.]+)\./, "");
  if (place === ENDPOINT) return `${place} stops responding`;
  if (expected === "present") return `${place} is missing`;
  if (expected === "absent") return `${place} should be absent`;
  const relation = /^(?:the same as|text with) [^:]+/.exec(expected)?.[0];
  if (relation !== undefined) return `${place} is not ${relation}`;
  const came = cameWords(place, actual);
  return place === RESPONSE
    ? `expected ${expected.split(ALTERNATIVE).toSorted().join(ALTERNATIVE)}, got ${came}`
    : `${place}: expected ${expected}, got ${came}`;
}

/** Most characters of a quoted text in a heading. */
const SHORT = 40;

function cameWords(place: string, actual: string): string {
  if (place === RESPONSE) {
    const [, status, name] = /^(\d{3})(?: ([A-Za-z]\w*))?/.exec(actual) ?? [];
    if (status !== undefined)
      return (name ?? Number(status) < 400)
        ? [status, name].filter(Boolean).join(" ")
        : `${status} without an error name`;
  }
  return actual.length <= SHORT ? actual : "something else";
}
