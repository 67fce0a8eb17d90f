import type { Driver } from "../../drivers/driver.ts";
import type { Observation } from "../../drivers/observation.ts";
import type { Case } from "../../generators/case.ts";
import { drawCase, shrinkCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Specification } from "../../specs/specification.ts";
import type { StartedTarget, Target } from "../../targets/target.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { readsOf } from "../grade/reads-of.ts";
import { caseLimits } from "../judge/case-limits.ts";
import { type NonceParts, nonceOf } from "../judge/nonce-of.ts";
import { oddnessOf } from "../judge/oddness.ts";
import { throttling } from "../judge/throttling.ts";
import { drainQueue } from "../run/drain-queue.ts";
import { type MetTarget, meetTarget } from "../run/meet-target.ts";
import { featuresOf, missingFeature } from "../run/missing-feature.ts";
import { needsProbe } from "../run/needs-probe.ts";
import type { RunOptions } from "../run/run-options.ts";
import { selectClauses } from "../run/select-clauses.ts";
import { startTarget } from "../run/start-target.ts";
import { view } from "../view/view.ts";
import { createDecide, type Decide, type DecidedPart, KINDS } from "./decide.ts";
import { differingFacets } from "./differing-facets.ts";
import type { DifferingFacet, EndpointDifference } from "./endpoint-difference.ts";
import { facetsOf } from "./facets-of.ts";
import { nameOf, speaksOf } from "./speaks-of.ts";

export interface AgainstOptions extends RunOptions {
  readonly target: Target;
  readonly against: Target;
  readonly notice: (says: string) => void;
  /** Called after each case, with the number of cases done, of all cases, and of those that differ. */
  readonly progress?: (done: number, all: number, differing: number) => void;
}

export interface Against {
  readonly endpoint: StartedTarget;
  readonly against: StartedTarget;
  readonly differences: readonly EndpointDifference[];
  /** How many cases were sent to both endpoints, how many both answered alike, and how many could not be compared. */
  readonly cases: number;
  readonly alike: number;
  readonly unclear: number;
  /** How many differences did not come again, or also occur between two attempts at one endpoint. */
  readonly chance: number;
  /** Clauses whose cases cannot be compared, by the reason. */
  readonly left: ReadonlyMap<string, readonly string[]>;
}

/** Most restarts of targets that die. */
const MOST_STARTS = 10;
/** Most smaller cases that are tried for each difference. */
const MOST_TRIES = 20;

/**
 * Sends the same cases to two endpoints and finds where they differ. A difference counts only if it comes again: an endpoint that varies by itself
 * does not differ from the other.
 * @throws UserError if one of them does not answer
 */
export async function runAgainst(options: AgainstOptions): Promise<Against> {
  const endpoint = await meet(options.target, options);
  try {
    const against = await meet(options.against, options);
    try {
      return await compareBoth(endpoint, against, options);
    } finally {
      await against.close();
    }
  } finally {
    await endpoint.close();
  }
}

async function meet(target: Target, options: AgainstOptions): Promise<MetTarget> {
  const { specification, signal, notice } = options;
  const started = await startTarget(target, {
    fixtures: specification.fixtures,
    progress: notice,
    ...(signal && { signal }),
  });
  try {
    const met = await meetTarget(started, options, notice);
    return { ...met, close: () => met.close().finally(() => started.stop()) };
  } catch (fault) {
    await started.stop().catch(() => {});
    throw fault;
  }
}

/** A case that is sent to both endpoints. */
interface Asked {
  readonly clause: Clause;
  readonly number: number;
  readonly case: Case;
}

/** The case, with what both endpoints did. */
interface Answered extends Asked {
  readonly endpoint: Observation;
  readonly against: Observation;
  readonly facets: readonly DifferingFacet[];
}

async function compareBoth(
  endpoint: MetTarget,
  against: MetTarget,
  options: AgainstOptions,
): Promise<Against> {
  const { specification, seed, signal, only, skip, progress } = options;
  const left = new Map<string, string[]>();
  const clauses = selectClauses(specification, only ?? [], skip ?? [], "server").filter((clause) => {
    const because = whyLeft(clause, [endpoint, against], options);
    if (because !== undefined) left.set(because, [...(left.get(because) ?? []), clause.id]);
    return because === undefined;
  });
  const asked = clauses.flatMap((clause) => [...casesOf(clause, options)]);
  const ask = createAsk(endpoint, against, options);
  const differing: Differing[] = [];
  let [done, alike, unclear, chance] = [0, 0, 0, 0];
  await drainQueue(
    [...asked],
    Math.max(1, Math.min(options.concurrency, mostOf(options.target), mostOf(options.against))),
    async (one) => {
      const answered = await ask(one, { path: String(one.number) });
      done += 1;
      if (answered === undefined) unclear += 1;
      else if (answered.facets.length === 0) alike += 1;
      else differing.push({ ...one, facets: answered.facets });
      progress?.(done, asked.length, differing.length);
    },
    () => signal?.aborted === true,
  );
  const decide = createDecide(specification, endpoint.started.function);
  const differences: EndpointDifference[] = [];
  for (const group of groupsOf(differing, specification)) {
    if (signal?.aborted) break;
    const told = await tell(group, ask, decide);
    if (told.length === 0) chance += 1;
    for (const { again, key } of told) {
      const { answered, replay } = await smallest(again, key, ask, seed, specification);
      const differing = answered.facets.filter((facet) => key.includes(facetKey(facet)));
      for (const part of decide(answered.clause, differing, answered.endpoint, answered.against)) {
        if (isWording(part)) continue;
        if (await isRefusedAnyway(part, answered, ask)) {
          unclear += 1;
          continue;
        }
        differences.push({
          ...part,
          clause: answered.clause,
          case: answered.case,
          replay,
          endpoint: exchangesOf(answered.endpoint),
          against: exchangesOf(answered.against),
          also: group.of.filter((id) => id !== answered.clause.id),
          cases: group.cases,
        });
      }
    }
  }
  return {
    endpoint: endpoint.started,
    against: against.started,
    differences: differences.toSorted((one, other) => weight(other) - weight(one)),
    cases: done,
    alike,
    unclear,
    chance,
    left,
  };
}

/** Whether only the wording of messages differs, and no clause is about it. Every implementation words its messages in its own way. */
function isWording({ decision, facets }: DecidedPart): boolean {
  const isWords = (facet: DifferingFacet): boolean =>
    ["words of the error", "body.errorMessage"].includes(nameOf(facet));
  return decision.kind === "silent" && facets.every(isWords);
}

/** Whether the endpoint that seems right also refuses the twin, in which the fault is repaired. Then it refused something else. */
async function isRefusedAnyway({ decision }: DecidedPart, answered: Answered, ask: Ask): Promise<boolean> {
  const { twin } = answered.case;
  if (decision.kind !== "decided" || twin === undefined) return false;
  const { right } = decision;
  const refused = statusOf(answered[right]);
  if (refused === undefined || refused < 400) return false;
  const repaired = await ask(
    { ...answered, case: { ...answered.case, steps: twin } },
    { path: String(answered.number), twin: true },
  );
  return repaired !== undefined && statusOf(repaired[right]) === refused;
}

function statusOf(observation: Observation): number | undefined {
  return exchangesOf(observation).at(-1)?.reply?.status;
}

/** Why no case of a clause can be compared. */
function whyLeft(clause: Clause, both: readonly MetTarget[], options: AgainstOptions): string | undefined {
  if (isPassive(clause)) return "judged on all exchanges, so it decides where those differ";
  if ([options.target, options.against].some(({ diesOf = [] }) => diesOf.includes(clause.id)))
    return "it is known to crash one of them";
  for (const { started, probe, unfit } of both) {
    const missing = missingFeature(clause, started, options);
    if (missing !== undefined) return `one of them does not support ${missing}`;
    const bad = featuresOf(clause, options).find((feature) => unfit?.has(feature));
    if (bad !== undefined) return `the function for the feature ${bad} is missing or wrong at one of them`;
    if (probe?.found === false && needsProbe(clause, options.specification))
      return "one of them has no probe";
  }
  return undefined;
}

function* casesOf(clause: Clause, { specification, seed, cases }: AgainstOptions): Iterable<Asked> {
  const strata = strataOf(clause, specification);
  const wanted = Math.min(cases, caseLimits(clause).cases);
  for (let number = 0; number < wanted; number++) {
    const made = drawCase(strata, clause.id, seed, number);
    if (made === undefined) return;
    yield { clause, number, case: made };
  }
}

/** Performs a case at both endpoints with the same nonce. Undefined if one of them did not answer. */
type Ask = (asked: Asked, attempt: NonceParts) => Promise<Answered | undefined>;

function createAsk(endpoint: MetTarget, against: MetTarget, options: AgainstOptions): Ask {
  const { specification, seed, signal } = options;
  const revive = createRevive(options);
  return async (asked, attempt) => {
    const nonce = nonceOf(seed, asked.clause.id, attempt);
    const perform = (driver: Driver): Promise<Observation> => driver.perform(asked.case.steps, nonce, signal);
    try {
      const [mine, other] = await Promise.all([perform(endpoint.driver), perform(against.driver)]);
      if (isOutOfReach(mine)) await revive(endpoint.started);
      if (isOutOfReach(other)) await revive(against.started);
      const isAnswered = [mine, other].every((seen) => isClear(seen, specification));
      if (!isAnswered) return undefined;
      const facets = differingFacets(facetsOf(mine, specification), facetsOf(other, specification));
      return { ...asked, endpoint: mine, against: other, facets };
    } catch (error) {
      // A case without bytes to send is skipped, and an interrupt aborts what is in progress.
      if (signal?.aborted || (error as Error).name === "UnsendableError") return undefined;
      throw error;
    }
  };
}

/** Whether the request was neither throttled nor lost. Otherwise the observation shows nothing about it. */
function isClear(observation: Observation, specification: Specification): boolean {
  return (
    throttling(view(observation, specification), specification) === undefined && !isOutOfReach(observation)
  );
}

function isOutOfReach(observation: Observation): boolean {
  return exchangesOf(observation).some(({ failure }) => failure?.kind === "refused");
}

/** Makes a function that restarts a dead target a limited number of times. Callers that find it dead meanwhile wait for the same restart. */
function createRevive({ notice }: AgainstOptions): (target: StartedTarget) => Promise<void> {
  const starting = new Map<StartedTarget, Promise<void>>();
  let starts = 0;
  return async (target) => {
    const under = starting.get(target);
    if (under !== undefined || target.restart === undefined || starts === MOST_STARTS) return under;
    starts += 1;
    notice(`${target.url.href} stopped responding and is restarted`);
    const start = target.restart().finally(() => starting.delete(target));
    starting.set(target, start);
    await start;
  };
}

/** Whether both values of a facet came again. A value that varies by itself does not count as a difference. */
function isSame(one: DifferingFacet, other: DifferingFacet): boolean {
  return one.facet === other.facet && one.endpoint === other.endpoint && one.against === other.against;
}

/** Facets whose values show the kind of difference. Others hold what was sent. */
const TELLING =
  /(?:^|: )(?:status|error|connection|log|end of the reply|executions|header content-type|header x-amz-function-error|header x-amzn-errortype|members of the error)$/;

/** A case that the endpoints answer differently. Its replies are not kept: a case that is reported is performed again. */
type Differing = Pick<Answered, "clause" | "number" | "case" | "facets">;

interface Group {
  /** What all cases of the group show, facet by facet. */
  readonly key: readonly string[];
  /** The plainest case of each clause. Clauses that are about the difference come first. */
  readonly candidates: readonly Differing[];
  readonly of: readonly string[];
  readonly cases: number;
  /** Whether the difference is a header that differs everywhere, or a member of bodies. Then each endpoint may be right in some cases. */
  readonly isEverywhere: boolean;
}

/** If a header differs in cases of this many clauses although the status is equal, it differs everywhere and is reported once. */
const EVERYWHERE = 5;
/** Most cases of a group that are tried until a clause decides. */
const MOST_CANDIDATES = 16;

/**
 * One group for each difference: each header that differs everywhere, each member of bodies, and all cases that differ otherwise in the
 * same way. Operations are kept apart.
 */
function groupsOf(differing: readonly Differing[], specification: Specification): readonly Group[] {
  const clausesOf = new Map<string, Set<string>>();
  for (const { clause, facets } of differing) {
    for (const facet of hasOneStatus(facets) ? facets : []) {
      const key = facetKey(facet);
      clausesOf.set(key, (clausesOf.get(key) ?? new Set()).add(clause.id));
    }
  }
  const isEverywhere = (key: string): boolean =>
    key.startsWith('["body.') ||
    (key.startsWith('["header ') && !/error/.test(key) && (clausesOf.get(key)?.size ?? 0) >= EVERYWHERE);
  const groups = new Map<string, { key: readonly string[]; its: Differing[] }>();
  const add = (one: Differing, key: readonly string[]): void => {
    const name = JSON.stringify([one.clause.operation, key]);
    const group = groups.get(name) ?? { key, its: [] };
    group.its.push(one);
    groups.set(name, group);
  };
  for (const one of differing) {
    const keys = [...new Set(one.facets.map(facetKey))];
    if (hasOneStatus(one.facets)) for (const key of keys.filter(isEverywhere)) add(one, [key]);
    const own = keys.filter((key) => !isEverywhere(key));
    if (own.length > 0) add(one, own);
  }
  return [...groups.values()].map(({ key, its }) => ({
    key,
    isEverywhere: key.length === 1 && key.every(isEverywhere),
    candidates: candidatesOf(its, key, specification),
    of: [...new Set(its.map(({ clause }) => clause.id))],
    cases: its.length,
  }));
}

function hasOneStatus(facets: readonly DifferingFacet[]): boolean {
  return !facets.some(({ facet }) => /(?:^|: )(?:status|connection)$/.test(facet));
}

function candidatesOf(
  its: readonly Differing[],
  key: readonly string[],
  { operations }: Specification,
): readonly Differing[] {
  const speaks = ({ clause, facets }: Differing): boolean => {
    const places = readsOf(clause).map(({ path }) => path.join("."));
    return facets.some(
      (facet) => key.includes(facetKey(facet)) && speaksOf(facet, places, operations[clause.operation]),
    );
  };
  const plainest = [...Map.groupBy(its, ({ clause }) => clause.id).values()]
    .map((own) => own.reduce((best, one) => (isPlainer(one, best) ? one : best)))
    .sort((one, other) => (isPlainer(one, other) ? -1 : 1));
  return [...plainest.filter(speaks), ...plainest.filter((one) => !speaks(one))].slice(0, MOST_CANDIDATES);
}

/** A case that represents a group, as it was performed again, with the facets that differed again. */
interface Telling {
  readonly again: Answered;
  readonly key: readonly string[];
}

/** The endpoint that is right in everything that is decided. Undefined if none or both are. */
function rightOf(parts: ReturnType<Decide>): string | undefined {
  const all = new Set(parts.flatMap(({ decision }) => (decision.kind === "decided" ? [decision.right] : [])));
  return all.size === 1 ? [...all][0] : undefined;
}

/**
 * Performs cases of a group again, with nothing else in flight, and returns the one that best shows which endpoint is right. For a
 * difference that is everywhere, it adds a case in which the other endpoint is right. Empty if no case shows the difference again: it was
 * chance, or other calls caused it. Facets that vary by themselves are left out.
 */
async function tell(
  { key, candidates, isEverywhere }: Group,
  ask: Ask,
  decide: Decide,
): Promise<readonly Telling[]> {
  let best: (Telling & { readonly rank: number; readonly right: string | undefined }) | undefined;
  let contrary: Telling | undefined;
  for (const candidate of candidates) {
    const again = await ask(candidate, { path: String(candidate.number), repeat: 1 });
    if (again === undefined) continue;
    const stable = again.facets.filter(
      (facet) => key.includes(facetKey(facet)) && candidate.facets.some((before) => isSame(before, facet)),
    );
    if (stable.length === 0) continue;
    const parts = decide(again.clause, stable, again.endpoint, again.against);
    // The mean over the facets. It is 0 if a clause decides all of them.
    const rank =
      parts.reduce((sum, { decision, facets }) => sum + KINDS.indexOf(decision.kind) * facets.length, 0) /
      stable.length;
    const right = rightOf(parts);
    const telling = { again, key: stable.map(facetKey) };
    if (best?.right !== undefined && right !== undefined && right !== best.right) contrary ??= telling;
    if (best === undefined || rank < best.rank) best = { ...telling, rank, right };
    if (best.rank === 0 && (!isEverywhere || contrary !== undefined)) break;
  }
  return [best, contrary].flatMap((one) => one ?? []);
}

/** The name of a facet, and its values if they show the kind of difference, regardless of which call of a case it is. */
function facetKey({ facet, endpoint, against }: DifferingFacet): string {
  const name = nameOf({ facet });
  return JSON.stringify(
    TELLING.test(name)
      ? [name, endpoint ?? null, against ?? null]
      : [name, endpoint === undefined, against === undefined],
  );
}

function isOf({ facets }: Answered, key: readonly string[]): boolean {
  const its = new Set(facets.map(facetKey));
  return key.every((one) => its.has(one));
}

function mostOf({ concurrency = 64 }: Target): number {
  return concurrency;
}

/** Whether a case has fewer steps, or as many and is less odd, or is only shorter. */
function isPlainer(one: Differing, other: Differing): boolean {
  const [a, b] = [one, other].map(({ case: { steps } }) => [
    steps.length,
    oddnessOf(steps),
    JSON.stringify(steps).length,
  ]) as [number[], number[]];
  const index = a.findIndex((size, at) => size !== b[at]);
  return index !== -1 && (a[index] as number) < (b[index] as number);
}

async function smallest(
  found: Answered,
  key: readonly string[],
  ask: Ask,
  seed: number,
  specification: Specification,
): Promise<{ readonly answered: Answered; readonly replay: string }> {
  const { clause, number } = found;
  let answered = found;
  let repeat = 1;
  const { path } = await shrinkCase(
    strataOf(clause, specification),
    clause.id,
    seed,
    number,
    async (smaller) => {
      repeat += 1;
      const next = await ask(
        { ...found, case: smaller },
        { path: String(number), purpose: "shrinking", repeat },
      );
      if (next === undefined || !isOf(next, key)) return false;
      answered = next;
      return true;
    },
    MOST_TRIES,
  );
  return { answered, replay: `${clause.id}:${seed}:${path}` };
}

function exchangesOf({ calls }: Observation): readonly Exchange[] {
  return calls.flatMap(({ exchanges }) => exchanges);
}

/** Orders differences: those that a clause decides first, and of these the ones against the endpoint. Then those that several cases show. */
function weight({ decision, cases }: EndpointDifference): number {
  const isMine = decision.kind === "decided" && decision.right === "against" ? 1 : 0;
  return 1e9 * (KINDS.length - KINDS.indexOf(decision.kind)) + 5e8 * isMine + cases;
}
