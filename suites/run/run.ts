import { setImmediate as nextTurn } from "node:timers/promises";
import { createLimiter, tellingOf } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import type { Patience } from "../../drivers/patience.ts";
import { takeTurns } from "../../drivers/take-turns.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import { matchClause } from "../../specs/match-clause.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../../targets/target.ts";
import { redactText } from "../../wire/redact.ts";
import { givenSecrets } from "../../wire/secrets.ts";
import { createBackoff } from "../judge/backoff.ts";
import type { CaseAttempt } from "../judge/case-attempt.ts";
import {
  type Examined,
  examine,
  isSuspicion,
  judge,
  judgeReplay,
  NO_PROBE,
  type Suspicion,
} from "../judge/judge.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import { createLife, type Life } from "../judge/life.ts";
import { createOracle } from "../judge/oracle.ts";
import { createPassiveJudge, type PassiveJudge } from "../judge/passive-judge.ts";
import { performAttempt } from "../judge/perform-attempt.ts";
import { createShareCases } from "../judge/share-cases.ts";
import { TargetDied } from "../judge/target-died.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { View } from "../view/view.ts";
import { type Channel, createChannel } from "./channel.ts";
import { createGates, type Gates, withGates } from "./gates.ts";
import { createKeepApart } from "./keep-apart.ts";
import { type MetTarget, meetTarget } from "./meet-target.ts";
import { featuresOf, missingFeature, missingWords } from "./missing-feature.ts";
import { needsProbe } from "./needs-probe.ts";
import { fitsBufferedFunction, onBufferedFunction } from "./on-buffered-function.ts";
import { patienceOf } from "./patience-of.ts";
import { type PlanOptions, planRun } from "./plan-run.ts";
import { redactEvent } from "./redact-event.ts";
import { replayedClauses } from "./replayed-clauses.ts";
import type { RunEvent, RunFooter } from "./run-event.ts";
import { runHeader } from "./run-header.ts";
import type { Revival, RunOptions } from "./run-options.ts";
import { RunPublisher } from "./run-publisher.ts";
import { secretsOf } from "./secrets-of.ts";
import { selectClauses } from "./select-clauses.ts";
import { startTarget } from "./start-target.ts";
import { Survival, type SurvivalOptions } from "./survival.ts";
import { takesTurns } from "./takes-turns.ts";
import { trafficFor } from "./traffic-for.ts";
import { behind, failedToJudge, heldBack, killed } from "./verdicts-without-cases.ts";
import { createVitalSigns, type VitalSigns } from "./vital-signs.ts";

const REVIVAL: Revival = { lingerMs: 1_300, comebackMs: 5_000 };

/**
 * Runs the clauses that bind a target or a client, and yields the events in order. The last verdict of a clause counts: a clause that was judged just
 * before the target died may be judged again, alone.
 * @throws UserError if the target cannot be started or does not answer, or a pattern matches nothing
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent, void, void> {
  const { clauses, asked } = clausesOf(options);
  const channel = createChannel<RunEvent>();
  const work = perform(options, clauses, asked, channel).then(
    () => channel.end(),
    (fault: unknown) => channel.end(fault),
  );
  yield* channel;
  await work;
}

type Ending = Pick<RunFooter, "ended" | "because">;

/** The clauses that are judged, and those among them that were selected. The others are gates of the selected ones. */
function clausesOf({ specification, replay, only = [], skip = [], client }: RunOptions): {
  readonly clauses: readonly Clause[];
  readonly asked: ReadonlySet<Clause>;
} {
  const asked = replay
    ? replayedClauses(specification, replay.clause)
    : selectClauses(specification, only, skip, client ? "client" : "server");
  const isSkipped = ({ id }: Clause): boolean => skip.some((pattern) => matchClause(pattern, id));
  const clauses = replay ? asked : withGates(asked, specification.clauses, isSkipped);
  return { clauses, asked: new Set(asked) };
}

async function perform(
  options: RunOptions,
  clauses: readonly Clause[],
  asked: ReadonlySet<Clause>,
  channel: Channel<RunEvent>,
): Promise<void> {
  const startedAt = Date.now();
  let secrets = givenSecrets([], options.headers);
  const learn = (its: StartedTarget): void => {
    secrets = secretsOf(its, options.headers);
  };
  const notice = (says: string): void => channel.send(redactEvent({ type: "notice", says }, secrets));
  try {
    const met = await meet(options, notice, learn);
    const { started, probe } = met;
    try {
      const publisher = new RunPublisher({
        send: (event) => channel.send(event),
        specification: options.specification,
        deviations: options.deviations ?? [],
        ...(options.baseline && { baseline: options.baseline }),
        version: started.version,
        secrets,
      });
      const concurrency = concurrencyOf(options);
      publisher.started(runHeader(options, { started, probe, concurrency, startedAt }), clauses);
      const patience = await patienceOf(options, started);
      const ending = await new Run(options, { clauses, asked, met, patience, publisher }).judgeAll();
      publisher.finished(ending, Date.now() - startedAt, options.replay === undefined);
    } finally {
      await met.close();
    }
  } catch (fault) {
    // The message may quote the target. The error stays the same: a run of several clients skips one whose toolchain is missing.
    if (fault instanceof UserError) fault.message = redactText(fault.message, secrets);
    throw fault;
  }
}

/** @param learn is called with the target as soon as it has started, because later messages may repeat its secrets */
async function meet(
  options: RunOptions,
  notice: (says: string) => void,
  learn: (started: StartedTarget) => void,
): Promise<MetTarget> {
  const { target, client } = options;
  if (client) {
    // Loaded only if needed: it imports the reference and everything that scripts a reply, which a run against a target does not use.
    const { meetClient } = await import("./meet-client.ts");
    const met = await meetClient(client, options, notice);
    learn(met.started);
    return met;
  }
  if (!target) throw new Error("a run tests a target or a client");
  const started = await startTarget(target, {
    fixtures: options.specification.fixtures,
    progress: notice,
    ...(options.signal && { signal: options.signal }),
  });
  learn(started);
  try {
    const met = await meetTarget(started, options, notice);
    return { ...met, close: () => met.close().finally(() => started.stop()) };
  } catch (fault) {
    await started.stop().catch(() => {});
    throw fault;
  }
}

function concurrencyOf({ concurrency, target }: RunOptions): number {
  return Math.max(1, Math.min(concurrency, target?.concurrency ?? Number.POSITIVE_INFINITY));
}

/** Clauses in progress for each request that may be in flight. A clause makes no request while its cases are drawn or judged. */
const BUSY_TIMES = 2;

/** Judges the clauses of a run on a subject. The decisions are in other files; this class combines them. */
class Run {
  readonly #options: RunOptions;
  readonly #clauses: readonly Clause[];
  readonly #met: MetTarget;
  readonly #publisher: RunPublisher;
  readonly #signal: AbortSignal;
  readonly #revival: Revival;
  readonly #patience: Patience;
  readonly #vitals: VitalSigns;
  readonly #passive: PassiveJudge;
  readonly #context: Omit<JudgeContext, "life">;
  readonly #lastAttempt = new Map<Clause, CaseAttempt>();
  readonly #keepApart = createKeepApart();
  readonly #buffered = new Map<Clause, boolean>();
  readonly #asked: ReadonlySet<Clause>;
  readonly #gates: Gates;
  /** Failures that are not confirmed yet, and clauses whose gates have such a failure, by clause id. */
  readonly #suspicions = new Map<string, Suspicion>();
  /** The last verdict of each clause, by its id. */
  readonly #verdicts = new Map<string, Verdict>();
  /** Clauses that are to be judged and have shown nothing yet. */
  readonly #open = new Set<string>();
  /** Clauses that are judged one at a time. Those that wait for their turn leave the workers free. */
  readonly #inTurn: ReadonlySet<Clause>;
  /** How many of them are in progress, and how many clauses that do not wait. */
  #turns = 0;
  #busy = 0;
  /** Ids of gates that could not be judged, so that clauses which stand on them were not judged either. */
  readonly #unjudged = new Set<string>();
  #lives = 0;
  /** Clauses that may have killed the subject when it died last. */
  #suspects: readonly Clause[] = [];
  #pings = 0;

  constructor(
    options: RunOptions,
    {
      clauses,
      asked,
      met,
      patience,
      publisher,
    }: {
      readonly clauses: readonly Clause[];
      readonly asked: ReadonlySet<Clause>;
      readonly met: MetTarget;
      readonly patience: Patience;
      readonly publisher: RunPublisher;
    },
  ) {
    this.#options = options;
    this.#clauses = clauses;
    this.#inTurn = new Set(clauses.filter(takesTurns));
    this.#asked = asked;
    this.#gates = createGates(clauses);
    this.#met = met;
    this.#publisher = publisher;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#revival = options.revival ?? REVIVAL;
    this.#patience = patience;
    this.#vitals = this.#createVitals();
    this.#context = this.#createContext();
    this.#passive = createPassiveJudge(clauses.filter(isPassive), this.#context, options.evidence);
    for (const verdict of options.done ?? []) this.#remember(verdict);
  }

  async judgeAll(): Promise<Ending> {
    const ending = await this.#judgeActive();
    const { replay, done = [] } = this.#options;
    for (const verdict of this.#passive.verdicts()) {
      const before = done.find(({ clause }) => clause === verdict.clause);
      if (!replay || verdict.exchanges > 0) this.#verdict(before ?? verdict);
    }
    this.#putBehind();
    return ending;
  }

  async #judgeActive(): Promise<Ending> {
    const { done = [], replay } = this.#options;
    const plan = planRun(this.#clauses, this.#planning(done));
    for (const verdict of plan.known) this.#verdict(verdict);
    const planned = [...plan.together, ...plan.alone, ...plan.deadly];
    for (const { id } of planned) this.#open.add(id);
    if (replay) return this.#replay(planned, replay.path);
    const survival = this.#createSurvival({ enough: () => this.#seemsToEnd() });
    for (let left = plan.together; left.length > 0; left = left.filter(({ id }) => this.#open.has(id))) {
      if (!(await survival.together(left))) return this.#gone();
      const isOver = !this.#seemsToEnd();
      if (!isOver && !(await this.#confirmAll())) return this.#gone();
      const ending = this.#endedByFailure();
      if (ending) return ending;
      // The unconfirmed failure did not come again, so judge the rest.
      if (isOver) break;
    }
    const inTurn = this.#createSurvival({ concurrency: 1, besides: () => 0 });
    if (!(await inTurn.together(plan.alone))) return this.#gone();
    for (const clause of plan.deadly) {
      if (this.#signal.aborted) break;
      if ((await survival.alone(clause)) === "gone") return this.#gone();
    }
    if (!(await this.#showTraffic())) return this.#gone();
    if (!(await this.#confirmAll())) return this.#gone();
    if (!this.#signal.aborted) return { ended: "completed" };
    this.#giveUp("interrupted before it was judged");
    return { ended: "interrupted", because: "interrupted" };
  }

  #planning(done: readonly Verdict[]): PlanOptions {
    const { target } = this.#options;
    return {
      done,
      unsupported: (clause) => this.#unsupported(clause),
      diesOf: target?.diesOf ?? [],
      capped: this.#capped,
      isGate: (clause) => this.#gates.isGate(clause),
    };
  }

  /** Why a clause cannot be judged on this subject. Undefined if it can. */
  #unsupported(clause: Clause): string | undefined {
    const { client, specification } = this.#options;
    const feature = missingFeature(clause, this.#met.started, this.#options);
    if (feature !== undefined) return missingWords(feature, client ? "client" : "target");
    const unfit = featuresOf(clause, this.#options).find((needed) => this.#met.unfit?.has(needed));
    if (unfit !== undefined && !(unfit === "streaming" && this.#isBuffered(clause)))
      return `${this.#met.unfit?.get(unfit)}; give --feature ${unfit} to judge this clause anyway`;
    return this.#hasProbe || !needsProbe(clause, specification) ? undefined : NO_PROBE;
  }

  /**
   * Makes calls for selected passive clauses that no call has tested: one case of each of a few clauses that are not judged themselves.
   * @returns false if the subject is gone
   */
  async #showTraffic(): Promise<boolean> {
    const { specification, skip = [] } = this.#options;
    const unseen = new Set(
      this.#passive.verdicts().flatMap(({ clause, exchanges }) => (exchanges === 0 ? [clause] : [])),
    );
    const passive = this.#clauses
      .filter(isPassive)
      .filter(
        (clause) =>
          unseen.has(clause.id) &&
          this.#asked.has(clause) &&
          missingFeature(clause, this.#met.started, this.#options) === undefined,
      );
    if (passive.length === 0) return true;
    const judged = new Set(this.#clauses);
    const candidates = specification.clauses.filter(
      (clause) => !judged.has(clause) && !skip.some((pattern) => matchClause(pattern, clause.id)),
    );
    const { together } = planRun(candidates, this.#planning([]));
    const perform = (clause: Clause, life: Life): Promise<Verdict | undefined> =>
      this.#keepApart(clause, () =>
        this.#survive(clause, () => judgeReplay(clause, "0", { ...this.#context, life })),
      );
    const survival = this.#createSurvival({ judge: perform, tell: () => {}, besides: () => 0 });
    return survival.together(trafficFor(passive, together, specification));
  }

  async #replay(clauses: readonly Clause[], path: string): Promise<Ending> {
    const context = { ...this.#context, life: this.#newLife() };
    for (const clause of clauses) this.#verdict(await judgeReplay(clause, path, context));
    await this.#passive.confirm(this.#context.perform, this.#signal);
    return { ended: "completed" };
  }

  #gone(): Ending {
    const because = "the endpoint stopped responding and did not recover";
    this.#giveUp(because);
    return {
      ended: "target-died",
      because: `${because}; clauses being tested at that time: ${namesOf(this.#suspects)}`,
    };
  }

  /**
   * Confirms failures with nothing else in flight, one after the other. Clauses that wait are confirmed concurrently, because they mostly
   * sleep. Gates come first, because clauses that stand on a failing gate need no confirmation.
   * @returns false if the subject is gone
   */
  async #confirmAll(): Promise<boolean> {
    this.#patience.unhurried();
    await this.#passive.confirm(this.#context.perform, this.#signal);
    for (const verdict of this.#passive.verdicts()) this.#keep(verdict);
    const suspected = this.#clauses.filter(({ id }) => this.#suspicions.has(id));
    const suspicions = new Map(this.#suspicions);
    const confirm = (clause: Clause, life: Life): Promise<Examined | undefined> =>
      this.#survive(clause, async () => {
        const gate = this.#closedGate(clause);
        if (gate !== undefined) return this.#behind(clause, gate);
        return suspicions.get(clause.id)?.confirm({ ...this.#context, life });
      });
    const survival = (concurrency: number): Survival =>
      this.#createSurvival({ judge: confirm, concurrency, besides: () => 0 });
    const byDepth = Map.groupBy(suspected, (clause) => this.#gates.depth(clause));
    for (const depth of [...byDepth.keys()].sort((a, b) => a - b)) {
      const clauses = byDepth.get(depth) ?? [];
      const waiting = clauses.filter(({ cost }) => cost === "waits");
      const others = clauses.filter(({ cost }) => cost !== "waits");
      if (!(await survival(1).together(others))) return false;
      if (!(await survival(this.#capped ? 1 : waiting.length).together(waiting))) return false;
    }
    await this.#passive.confirm(this.#context.perform, this.#signal);
    return true;
  }

  /**
   * The verdict on the nearest gate below a clause that failed, or else on the nearest that could not be judged. Undefined if there is
   * none. A may clause that could not be judged closes no gate.
   */
  #closedGate(clause: Clause): Verdict | undefined {
    const verdicts = this.#gates.under(clause).flatMap(({ id }) => this.#verdicts.get(id) ?? []);
    return (
      verdicts.find(({ outcome }) => outcome === "fail") ??
      verdicts.find(({ outcome, level }) => outcome === "error" && level !== "may")
    );
  }

  /** The verdict on a clause behind a gate with this verdict. The gate's verdict is published too, even if nobody selected the gate. */
  #behind(clause: Clause, gate: Verdict): Verdict {
    if (gate.outcome === "fail") return behind(clause, gate.clause);
    const isAsked = [...this.#asked].some(({ id }) => id === gate.clause);
    if (!isAsked && !this.#unjudged.has(gate.clause)) this.#publisher.verdict(gate);
    this.#unjudged.add(gate.clause);
    return heldBack(clause, gate.clause);
  }

  /** Whether a failure that would end the run waits for confirmation. */
  #seemsToEnd(): boolean {
    if (this.#suspicions.size === 0) return false;
    return this.#clauses.some((clause) => this.#suspicions.has(clause.id) && this.#endsRun(clause));
  }

  #endedByFailure(): Ending | undefined {
    const failing = this.#clauses.find(
      (clause) => this.#verdicts.get(clause.id)?.outcome === "fail" && this.#endsRun(clause),
    );
    if (failing === undefined) return undefined;
    const because = `${failing.id} fails (--fail-fast)`;
    this.#giveUp(`not judged: ${because}`);
    return { ended: "interrupted", because };
  }

  /** Whether a failure of a clause ends the run. */
  #endsRun({ id, level }: Clause): boolean {
    return (this.#options.failFast?.includes(level) ?? false) && !this.#publisher.knows(id);
  }

  /** Whether a gate of a clause has a failure that is not confirmed yet. */
  #hasSuspectedGate(clause: Clause): boolean {
    return this.#gates.under(clause).some(({ id }) => this.#suspicions.has(id));
  }

  /**
   * Corrects verdicts from before the results of their gates were known. A clause that passed on a gate that could not be judged keeps its verdict.
   */
  #putBehind(): void {
    for (const clause of this.#clauses) {
      const gate = this.#closedGate(clause);
      const told = this.#verdicts.get(clause.id);
      if (gate === undefined || told === undefined || told.outcome === "uncovered") continue;
      if (gate.outcome === "fail" || told.outcome === "fail") this.#verdict(this.#behind(clause, gate));
    }
  }

  #giveUp(because: string): void {
    for (const suspicion of this.#suspicions.values()) this.#verdict(suspicion.unconfirmed());
    const left = this.#clauses.filter((clause) => !isPassive(clause) && !this.#verdicts.has(clause.id));
    for (const clause of left) this.#verdict(failedToJudge(clause, because));
  }

  /** Resolves to undefined if the subject died meanwhile. */
  async #examine(clause: Clause, life: Life): Promise<Examined | undefined> {
    const turn = Number(this.#inTurn.has(clause));
    const busy = Number(clause.cost !== "waits");
    this.#turns += turn;
    this.#busy += busy;
    try {
      // Drawing cases takes the processor for a while, so let the requests of other clauses leave first.
      if (this.#busy > 1) await nextTurn();
      const gate = this.#closedGate(clause);
      if (gate !== undefined) return this.#behind(clause, gate);
      if (this.#hasSuspectedGate(clause)) return this.#deferred(clause);
      return await this.#keepApart(clause, () => {
        this.#publisher.clauseStarted(clause);
        return this.#survive(clause, () => examine(clause, { ...this.#context, life }));
      });
    } finally {
      this.#turns -= turn;
      this.#busy -= busy;
      this.#context.share.judged(clause);
    }
  }

  /** Postpones a clause whose gate seems to fail, until the gate turns out to pass. */
  #deferred(clause: Clause): Suspicion {
    return {
      clause: clause.id,
      confirm: (context) => {
        this.#publisher.clauseStarted(clause);
        return judge(clause, context);
      },
      unconfirmed: () =>
        failedToJudge(clause, "interrupted before the clauses that it builds on were judged"),
    };
  }

  async #survive<T>(clause: Clause, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof TargetDied)) throw fault;
      this.#lastAttempt.set(clause, fault.attempt);
      return undefined;
    }
  }

  /** Publishes a verdict, or keeps a failure for confirmation. */
  #tell(examined: Examined): void {
    this.#suspicions.delete(examined.clause);
    this.#open.delete(examined.clause);
    if (isSuspicion(examined)) this.#suspicions.set(examined.clause, examined);
    else {
      this.#publisher.evidence(this.#passive.evidence(examined.clause));
      this.#verdict(examined);
    }
  }

  /** Keeps the outcome for gates and passive clauses, whether it comes from this run or from the one that it resumes. */
  #remember(verdict: Verdict): Clause | undefined {
    this.#keep(verdict);
    const clause = this.#clauses.find(({ id }) => id === verdict.clause);
    if (clause && verdict.outcome === "pass") this.#passive.passed(clause.operation);
    return clause;
  }

  /** Keeps a verdict without its failure, which may hold megabytes and matters only to consumers of events. */
  #keep({ failure: _, ...verdict }: Verdict): void {
    this.#verdicts.set(verdict.clause, verdict);
  }

  /**
   * Publishes a verdict. For a gate that was not selected, it does so only if the gate keeps others from being judged: it fails, or could not be
   * judged.
   */
  #verdict(verdict: Verdict): void {
    const clause = this.#remember(verdict);
    const isWanted = clause === undefined || this.#asked.has(clause) || this.#unjudged.has(clause.id);
    if (!isWanted && verdict.outcome !== "fail") return;
    this.#publisher.verdict(verdict);
  }

  #observed(attempt: CaseAttempt, observation: Observation, seen: View): void {
    this.#lastAttempt.set(attempt.clause, attempt);
    this.#publisher.observed(attempt, observation, seen);
    this.#passive.observed(attempt, observation, seen);
  }

  #createVitals(): VitalSigns {
    const { driver, started } = this.#met;
    const input = { FunctionName: started.function };
    const step = { do: "invoke", operation: "Invoke", input } as const;
    return createVitalSigns({
      ping: () => driver.perform([step], `alive${this.#pings++}`, this.#signal),
      ...(started.restart && { restart: started.restart.bind(started) }),
      revival: this.#revival,
      notice: (says) => this.#publisher.notice(says),
      signal: this.#signal,
    });
  }

  #createContext(): Omit<JudgeContext, "life"> {
    const { specification, seed, cases } = this.#options;
    const turns = takeTurns(this.#met.driver, createLimiter(concurrencyOf(this.#options)), this.#capped);
    return {
      specification,
      oracle: createOracle(specification),
      seed,
      probe: this.#hasProbe,
      cases,
      concurrency: concurrencyOf(this.#options),
      heavy: tellingOf(createLimiter(1), this.#options.largeBodies),
      backoff: createBackoff(this.#revival.throttledMs),
      share: createShareCases(this.#clauses),
      perform: (attempt, signal) =>
        performAttempt(
          this.#isBuffered(attempt.clause) ? { ...attempt, case: onBufferedFunction(attempt.case) } : attempt,
          turns,
          this.#patience,
          signal,
        ),
      observed: (attempt, observation, seen) => this.#observed(attempt, observation, seen),
      alive: () => this.#vitals.alive(),
    };
  }

  #createSurvival(more: Partial<SurvivalOptions> = {}): Survival {
    return new Survival({
      judge: (clause, life) => this.#examine(clause, life),
      tell: (examined) => this.#tell(examined),
      notice: (says) => this.#publisher.notice(says),
      suspect: (clauses) => {
        this.#suspects = clauses;
      },
      vitals: this.#vitals,
      newLife: () => this.#newLife(),
      killedBy: (clause) => killed(clause, this.#lastAttempt.get(clause), this.#options.seed),
      concurrency: concurrencyOf(this.#options),
      ready: (clause) => this.#isReady(clause),
      besides: (queue) => (this.#capped ? 0 : queue.filter(({ cost }) => cost === "waits").length),
      signal: this.#signal,
      ...more,
    });
  }

  /**
   * Whether a clause may begin: its gates are judged, it is its turn, and not enough others are in progress to keep the subject busy. Clauses that wait
   * do not count.
   */
  #isReady(clause: Clause): boolean {
    if (this.#turns > 0 && this.#inTurn.has(clause)) return false;
    if (clause.cost !== "waits" && this.#busy >= BUSY_TIMES * concurrencyOf(this.#options)) return false;
    return !this.#gates.under(clause).some(({ id }) => this.#open.has(id));
  }

  #newLife(): Life {
    return createLife(this.#lives++, this.#signal);
  }

  /** Whether a clause about streams is judged with the probe itself, because there is no function that streams. */
  #isBuffered(clause: Clause): boolean {
    if (!this.#met.streamsBuffered || clause.operation !== "InvokeWithResponseStream") return false;
    const known = this.#buffered.get(clause) ?? fitsBufferedFunction(clause, this.#options.specification);
    this.#buffered.set(clause, known);
    return known;
  }

  /** A client has no probe and needs none. */
  get #hasProbe(): boolean {
    return this.#met.probe?.found ?? true;
  }

  /** Whether the subject limits concurrent requests. Then even waiting cases take turns. */
  get #capped(): boolean {
    return this.#options.target?.concurrency !== undefined;
  }
}

const MOST_NAMED = 8;

function namesOf(clauses: readonly Clause[]): string {
  const more = clauses.length > MOST_NAMED ? ` and ${clauses.length - MOST_NAMED} more` : "";
  return `${clauses
    .slice(0, MOST_NAMED)
    .map(({ id }) => id)
    .join(", ")}${more}`;
}
