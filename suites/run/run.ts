import { createLimiter } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import { takeTurns } from "../../drivers/take-turns.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../../targets/target.ts";
import { redactText } from "../../wire/redact.ts";
import { givenSecrets } from "../../wire/secrets.ts";
import { createBackoff } from "../judge/backoff.ts";
import type { CaseAttempt } from "../judge/case-attempt.ts";
import { type Examined, examine, isSuspicion, judgeReplay, type Suspicion } from "../judge/judge.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import { createLife, type Life } from "../judge/life.ts";
import { createOracle } from "../judge/oracle.ts";
import { createPassiveJudge, type PassiveJudge } from "../judge/passive-judge.ts";
import { performAttempt } from "../judge/perform-attempt.ts";
import { TargetDied } from "../judge/target-died.ts";
import type { View } from "../view/view.ts";
import { type Channel, createChannel } from "./channel.ts";
import { createKeepApart } from "./keep-apart.ts";
import { meetClient } from "./meet-client.ts";
import { type MetTarget, meetTarget } from "./meet-target.ts";
import { missingFeature } from "./missing-feature.ts";
import { planRun } from "./plan-run.ts";
import { redactEvent } from "./redact-event.ts";
import { replayedClauses } from "./replayed-clauses.ts";
import type { RunEvent, RunFooter } from "./run-event.ts";
import { runHeader } from "./run-header.ts";
import type { Patience, RunOptions } from "./run-options.ts";
import { RunPublisher } from "./run-publisher.ts";
import { secretsOf } from "./secrets-of.ts";
import { selectClauses } from "./select-clauses.ts";
import { startTarget } from "./start-target.ts";
import { Survival, type SurvivalOptions } from "./survival.ts";
import { failedToJudge, killed } from "./verdicts-without-cases.ts";
import { createVitalSigns, type VitalSigns } from "./vital-signs.ts";

const PATIENCE: Patience = { lingerMs: 1_300, comebackMs: 5_000 };

/**
 * Runs the clauses that bind a target, or a client, and tells what happens, in order. The last verdict of a clause counts: one that was
 * judged just before the target died may be judged again, alone.
 * @throws UserError when the target cannot be started or does not answer, or a pattern matches nothing.
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent, void, void> {
  const clauses = clausesOf(options);
  const channel = createChannel<RunEvent>();
  const work = perform(options, clauses, channel).then(
    () => channel.end(),
    (fault: unknown) => channel.end(fault),
  );
  yield* channel;
  await work;
}

type Ending = Pick<RunFooter, "ended" | "because">;

function clausesOf({ specification, replay, only = [], skip = [], client }: RunOptions): readonly Clause[] {
  return replay
    ? replayedClauses(specification, replay.clause)
    : selectClauses(specification, only, skip, client ? "client" : "server");
}

async function perform(
  options: RunOptions,
  clauses: readonly Clause[],
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
        version: started.version,
        secrets,
      });
      const concurrency = concurrencyOf(options);
      publisher.started(runHeader(options, { started, probe, concurrency, startedAt }), clauses);
      const ending = await new Run(options, clauses, met, publisher).judgeAll();
      publisher.finished(ending, Date.now() - startedAt, options.replay === undefined);
    } finally {
      await met.close();
    }
  } catch (fault) {
    // It may quote what a target said.
    throw fault instanceof UserError ? new UserError(redactText(fault.message, secrets)) : fault;
  }
}

/** @param learn hears of the target as soon as it has started: what it says after that may repeat its secrets */
async function meet(
  options: RunOptions,
  notice: (says: string) => void,
  learn: (started: StartedTarget) => void,
): Promise<MetTarget> {
  const { target, client } = options;
  if (client) {
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

/** Judges the clauses of a run on a subject that was met. What decides stands in files of its own; here it is put together. */
class Run {
  readonly #options: RunOptions;
  readonly #clauses: readonly Clause[];
  readonly #met: MetTarget;
  readonly #publisher: RunPublisher;
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  readonly #vitals: VitalSigns;
  readonly #passive: PassiveJudge;
  readonly #context: Omit<JudgeContext, "life">;
  readonly #lastAttempt = new Map<Clause, CaseAttempt>();
  readonly #keepApart = createKeepApart();
  /** Failures that are not confirmed yet, by clause. */
  readonly #suspicions = new Map<string, Suspicion>();
  #lives = 0;
  #pings = 0;

  constructor(options: RunOptions, clauses: readonly Clause[], met: MetTarget, publisher: RunPublisher) {
    this.#options = options;
    this.#clauses = clauses;
    this.#met = met;
    this.#publisher = publisher;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#patience = options.patience ?? PATIENCE;
    this.#vitals = this.#createVitals();
    this.#context = this.#createContext();
    this.#passive = createPassiveJudge(clauses.filter(isPassive), this.#context, options.evidence);
  }

  async judgeAll(): Promise<Ending> {
    const ending = await this.#judgeActive();
    const { replay, done = [] } = this.#options;
    for (const verdict of this.#passive.verdicts()) {
      const before = done.find(({ clause }) => clause === verdict.clause);
      if (!replay || verdict.exchanges > 0) this.#publisher.verdict(before ?? verdict);
    }
    return ending;
  }

  async #judgeActive(): Promise<Ending> {
    const { target, client, done = [], replay } = this.#options;
    const plan = planRun(this.#clauses, {
      done,
      unsupported: (clause) => {
        const feature = missingFeature(clause, this.#met.started, this.#options);
        return feature && `${client ? "the client" : "the target"} has no ${feature}`;
      },
      diesOf: target?.diesOf ?? [],
      capped: this.#capped,
    });
    for (const verdict of plan.known) this.#publisher.verdict(verdict);
    if (replay) return this.#replay([...plan.together, ...plan.alone], replay.path);
    const survival = this.#createSurvival();
    if (!(await survival.together(plan.together))) return this.#gone();
    for (const clause of plan.alone) {
      if (this.#signal.aborted) break;
      if ((await survival.alone(clause)) === "gone") return this.#gone();
    }
    if (!(await this.#confirmAll())) return this.#gone();
    if (!this.#signal.aborted) return { ended: "completed" };
    this.#giveUp("interrupted before it was judged");
    return { ended: "interrupted", because: "interrupted" };
  }

  async #replay(clauses: readonly Clause[], path: string): Promise<Ending> {
    const context = { ...this.#context, life: this.#newLife() };
    for (const clause of clauses) this.#publisher.verdict(await judgeReplay(clause, path, context));
    await this.#passive.confirm(this.#context.perform, this.#signal);
    return { ended: "completed" };
  }

  #gone(): Ending {
    const because = "the endpoint stopped answering and did not come back";
    this.#giveUp(because);
    return { ended: "target-died", because };
  }

  /**
   * Confirms failures when nothing else is in flight any more, one after the other; those that wait beside each other, because they mostly
   * sleep. Resolves to false when the subject is gone.
   */
  async #confirmAll(): Promise<boolean> {
    const suspected = this.#clauses.filter(({ id }) => this.#suspicions.has(id));
    const [waiting, others] = [
      suspected.filter(({ cost }) => cost === "waits"),
      suspected.filter(({ cost }) => cost !== "waits"),
    ];
    const suspicions = new Map(this.#suspicions);
    const confirm = (clause: Clause, life: Life): Promise<Examined | undefined> =>
      this.#survive(clause, async () => suspicions.get(clause.id)?.confirm({ ...this.#context, life }));
    const survival = (concurrency: number): Survival =>
      this.#createSurvival({ judge: confirm, concurrency, besides: () => 0 });
    if (!(await survival(1).together(others))) return false;
    if (!(await survival(this.#capped ? 1 : waiting.length).together(waiting))) return false;
    await this.#passive.confirm(this.#context.perform, this.#signal);
    return true;
  }

  #giveUp(because: string): void {
    for (const suspicion of this.#suspicions.values()) this.#publisher.verdict(suspicion.unconfirmed());
    const left = this.#clauses.filter((clause) => !isPassive(clause) && !this.#publisher.hasJudged(clause));
    for (const clause of left) this.#publisher.verdict(failedToJudge(clause, because));
  }

  /** Resolves to undefined when the subject died meanwhile. */
  #examine(clause: Clause, life: Life): Promise<Examined | undefined> {
    return this.#keepApart(clause, () => {
      this.#publisher.clauseStarted(clause);
      return this.#survive(clause, () => examine(clause, { ...this.#context, life }));
    });
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

  /** A failure is told when it is confirmed. */
  #tell(examined: Examined): void {
    this.#suspicions.delete(examined.clause);
    if (isSuspicion(examined)) this.#suspicions.set(examined.clause, examined);
    else {
      this.#publisher.evidence(this.#passive.evidence(examined.clause));
      this.#publisher.verdict(examined);
    }
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
      patience: this.#patience,
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
      cases,
      concurrency: concurrencyOf(this.#options),
      heavy: createLimiter(1),
      backoff: createBackoff(this.#patience.throttledMs),
      perform: (attempt, signal) => performAttempt(attempt, turns, signal),
      observed: (attempt, observation, seen) => this.#observed(attempt, observation, seen),
      alive: () => this.#vitals.alive(),
    };
  }

  #createSurvival(more: Partial<SurvivalOptions> = {}): Survival {
    return new Survival({
      judge: (clause, life) => this.#examine(clause, life),
      tell: (examined) => this.#tell(examined),
      notice: (says) => this.#publisher.notice(says),
      vitals: this.#vitals,
      newLife: () => this.#newLife(),
      killedBy: (clause) => killed(clause, this.#lastAttempt.get(clause), this.#options.seed),
      concurrency: concurrencyOf(this.#options),
      besides: (queue) => (this.#capped ? 0 : queue.filter(({ cost }) => cost === "waits").length),
      signal: this.#signal,
      ...more,
    });
  }

  #newLife(): Life {
    return createLife(this.#lives++, this.#signal);
  }

  /** Whether the subject stands only so many requests at once: cases that wait take their turn there, too. */
  get #capped(): boolean {
    return this.#options.target?.concurrency !== undefined;
  }
}
