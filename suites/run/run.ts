import type { Driver } from "../../drivers/driver.ts";
import { createLimiter } from "../../drivers/limiter.ts";
import type { Observation } from "../../drivers/observation.ts";
import { takeTurns } from "../../drivers/take-turns.ts";
import type { Case } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Credentials, StartedTarget, Target } from "../../targets/target.ts";
import { redact } from "../../wire/redact.ts";
import { createBackoff } from "../judge/backoff.ts";
import { type Bench, judge, judgeReplay, TargetDied } from "../judge/judge.ts";
import { createOracle } from "../judge/oracle.ts";
import { createPassiveJudge, type PassiveFailure, type PassiveJudge } from "../judge/passive-judge.ts";
import type { Verdict } from "../judge/verdict.ts";
import { lazily } from "../view/lazily.ts";
import { type View, view } from "../view/view.ts";
import { type Channel, createChannel } from "./channel.ts";
import { createDeviations, type Deviations } from "./deviations.ts";
import { createErrorTable, type ErrorTable } from "./error-table.ts";
import { meetClient } from "./meet-client.ts";
import { type MetTarget, meetTarget } from "./meet-target.ts";
import { missingFeature, withoutFeatures } from "./missing-feature.ts";
import { redactVerdict } from "./redact-verdict.ts";
import type { RunEvent, RunFooter, RunHeader } from "./run-event.ts";
import type { Patience, RunOptions } from "./run-options.ts";
import { selectClauses } from "./select-clauses.ts";

const PATIENCE: Patience = { lingerMs: 1_300, comebackMs: 5_000 };

/**
 * Runs the clauses that bind a target, or a client, and tells what happens, in order. The last verdict of a clause counts: one that was judged
 * just before the target died may be judged again, alone.
 * @throws UserError when the target cannot be started or does not answer, or a pattern matches nothing.
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent, void, void> {
  const channel = createChannel<RunEvent>();
  const work = new Run(options, channel).finish().then(
    () => channel.end(),
    (fault: unknown) => channel.end(fault),
  );
  yield* channel;
  await work;
}

/** What became of the target while clauses were judged again: `killed` when one of them was found to kill it. */
type Fate = "survived" | "killed" | "gone";

class Run {
  readonly #options: RunOptions;
  readonly #channel: Channel<RunEvent>;
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  readonly #clauses: readonly Clause[];
  /** Those of the subject's version, from when that is known. */
  #deviations: Deviations;
  readonly #errors: ErrorTable;
  readonly #passive: PassiveJudge;
  readonly #oracle: ReturnType<typeof createOracle>;
  readonly #pendingPassive: PassiveFailure[] = [];
  readonly #judged = new Set<string>();
  readonly #endedAt = new Map<Clause, number>();
  readonly #lastCase = new Map<Clause, { made: Case; path: string }>();
  #exchanges = 0;
  #lives = 0;
  #pings = 0;
  #secrets: readonly string[] = [];

  constructor(options: RunOptions, channel: Channel<RunEvent>) {
    const { specification, seed } = options;
    this.#options = options;
    this.#channel = channel;
    this.#patience = options.patience ?? PATIENCE;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#clauses = options.replay
      ? replayedClauses(specification, options.replay.clause)
      : selectClauses(specification, options.only ?? [], options.skip ?? [], bindsOf(options));
    this.#deviations = this.#deviationsOf(undefined);
    this.#errors = createErrorTable(specification);
    this.#oracle = createOracle(specification);
    this.#passive = createPassiveJudge(this.#clauses.filter(isPassive), this.#oracle, seed);
  }

  async finish(): Promise<void> {
    const options = this.#options;
    const startedAt = Date.now();
    const { driver, probe, started, close } = await this.#meet();
    try {
      this.#deviations = this.#deviationsOf(started.version);
      // What a user puts on every request may be a token, whatever the name of the field.
      this.#secrets = [
        ...[started.credentials, started.unprivileged ?? {}].flatMap((credentials) =>
          Object.values(credentials as Credentials).filter((secret) => secret !== undefined),
        ),
        ...(options.headers ?? []).map(([, value]) => value),
      ];
      this.#channel.send({
        type: "run-started",
        run: this.#header(started, probe, startedAt),
        clauses: this.#clauses,
      });
      const ended = await this.#judgeAll(started, driver);
      for (const verdict of this.#passive.verdicts()) {
        if (!options.replay || verdict.exchanges > 0) this.#tell(verdict);
      }
      this.#channel.send({ type: "run-finished", footer: this.#footer(ended, startedAt) });
    } finally {
      await close();
    }
  }

  #deviationsOf(version: string | undefined): Deviations {
    const { deviations = [], specification } = this.#options;
    return createDeviations(deviations, specification.edition, today(), version);
  }

  async #meet(): Promise<MetTarget> {
    const { target, client } = this.#options;
    const progress = (says: string): void => this.#channel.send({ type: "notice", says });
    if (client) return meetClient(client, this.#options, progress);
    if (!target) throw new Error("a run tests a target or a client");
    const started = await startTarget(target, progress);
    try {
      const met = await meetTarget(started, this.#options);
      return { ...met, close: () => met.close().finally(() => started.stop()) };
    } catch (fault) {
      await started.stop();
      throw fault;
    }
  }

  async #judgeAll(target: StartedTarget, driver: Driver): Promise<Pick<RunFooter, "ended" | "because">> {
    const bench = this.#bench(target, driver);
    const done = new Map(this.#options.done?.map((verdict) => [verdict.clause, verdict]));
    const queue: Clause[] = [];
    const fatal: Clause[] = [];
    const diesOf = new Set(this.#options.target?.diesOf);
    for (const clause of this.#clauses.filter((clause) => !isPassive(clause))) {
      const known = done.get(clause.id);
      const missing = missingFeature(clause, target, this.#options);
      if (known) this.#tell(known);
      else if (missing) this.#tell(uncovered(clause, `${subjectOf(this.#options)} has no ${missing}`));
      else (diesOf.has(clause.id) ? fatal : queue).push(clause);
    }
    if (this.#options.replay) return this.#replay([...queue, ...fatal], this.#options.replay.path, bench);
    queue.sort(this.#capped ? eventsLast : waitingFirst);
    while (queue.length > 0 && !this.#signal.aborted) {
      const suspects = await this.#round(queue, bench);
      if (suspects.length > 0 && !(await this.#recover(suspects, queue, target, bench))) return this.#gone();
    }
    for (let clause = fatal.shift(); clause && !this.#signal.aborted; clause = fatal.shift()) {
      if ((await this.#judgeAlone(clause, target, bench)) === "gone") return this.#gone();
    }
    if (!this.#signal.aborted) return { ended: "completed" };
    this.#giveUp("interrupted before it was judged");
    return { ended: "interrupted", because: "interrupted" };
  }

  #gone(): Pick<RunFooter, "ended" | "because"> {
    const because = "the endpoint stopped answering and did not come back";
    this.#giveUp(because);
    return { ended: "target-died", because };
  }

  #giveUp(because: string): void {
    for (const clause of this.#clauses) {
      if (!isPassive(clause) && !this.#judged.has(clause.id)) this.#tell(failedToJudge(clause, because));
    }
  }

  async #replay(
    queue: readonly Clause[],
    path: string,
    bench: Bench,
  ): Promise<Pick<RunFooter, "ended" | "because">> {
    for (const clause of queue) this.#tell(await judgeReplay(clause, path, bench));
    return { ended: "completed" };
  }

  /** Judges clauses side by side until none is left, or the target dies: then those that were under way are returned. */
  async #round(queue: Clause[], bench: Bench): Promise<Clause[]> {
    const suspects: Clause[] = [];
    const life = this.#lifeOf(bench);
    const worker = async (): Promise<void> => {
      while (!life.over() && !this.#signal.aborted) {
        const clause = queue.shift();
        if (!clause) return;
        const verdict = await this.#judge(clause, life.bench);
        if (verdict === undefined || life.over()) suspects.push(clause);
        else this.#tell(verdict);
      }
    };
    const waiting = this.#capped ? 0 : queue.filter((clause) => clause.cost === "waits").length;
    await Promise.all(Array.from({ length: Math.min(queue.length, this.#concurrency() + waiting) }, worker));
    return suspects;
  }

  /** A bench for what is judged until the target dies: all of it ends then, also what only waits. */
  #lifeOf(bench: Bench): { readonly bench: Bench; over(): boolean } {
    const death = new AbortController();
    return {
      bench: {
        ...bench,
        life: this.#lives++,
        signal: AbortSignal.any([bench.signal, death.signal]),
        died: () => death.abort(),
      },
      over: () => death.signal.aborted,
    };
  }

  /** @returns undefined when the target died meanwhile */
  async #judge(clause: Clause, bench: Bench): Promise<Verdict | undefined> {
    this.#channel.send({ type: "clause-started", clause: clause.id });
    try {
      const verdict = await judge(clause, bench);
      await this.#confirmPassive(bench);
      return verdict;
    } catch (fault) {
      if (!(fault instanceof TargetDied)) throw fault;
      this.#lastCase.set(clause, { made: fault.case, path: fault.path });
      return undefined;
    }
  }

  async #confirmPassive(bench: Bench): Promise<void> {
    for (let failure = this.#pendingPassive.pop(); failure; failure = this.#pendingPassive.pop()) {
      const steps = failure.observation.calls.map((call) => call.step);
      const nonce = `${failure.observation.nonce}b`;
      const waits = failure.madeBy.cost === "waits";
      const again = await bench.perform(steps, nonce, this.#signal, waits).catch(() => undefined);
      if (this.#signal.aborted) return;
      this.#passive.settle(failure, again && view(again, this.#options.specification));
    }
  }

  /**
   * The target died. It is restarted where that can be done, and what was under way is judged again in halves until one clause is left
   * that kills it alone: twice, and it has failed. If none does, it was one of those that had just ended.
   */
  async #recover(
    suspects: readonly Clause[],
    queue: Clause[],
    target: StartedTarget,
    bench: Bench,
  ): Promise<boolean> {
    this.#channel.send({ type: "notice", says: "the endpoint stopped answering" });
    if (!(await this.#revive(target, bench))) return false;
    const recent = [...this.#endedAt]
      .filter(([clause]) => !suspects.includes(clause))
      .sort(([, a], [, b]) => b - a)
      .map(([clause]) => clause)
      .slice(0, 2 * this.#concurrency());
    const found = await this.#isolate(suspects, queue, target, bench);
    if (found !== "survived") return found === "killed";
    return (await this.#isolate(recent, queue, target, bench)) !== "gone";
  }

  /** What is not judged on the way, because its half was not the one that killed, goes back to the queue. */
  async #isolate(
    suspects: readonly Clause[],
    queue: Clause[],
    target: StartedTarget,
    bench: Bench,
  ): Promise<Fate> {
    const [only] = suspects;
    if (!only) return "survived";
    const putBack = (clauses: readonly Clause[]): void => {
      queue.unshift(...clauses.filter((clause) => !this.#judged.has(clause.id)));
    };
    if (this.#signal.aborted) {
      putBack(suspects);
      return "survived";
    }
    if (suspects.length === 1) return this.#judgeAlone(only, target, bench);
    const half = Math.ceil(suspects.length / 2);
    const [first, second] = [suspects.slice(0, half), suspects.slice(half)];
    if (await this.#surviveTogether(first, bench)) return this.#isolate(second, queue, target, bench);
    putBack(second);
    if (!(await this.#revive(target, bench))) return "gone";
    return this.#isolate(first, queue, target, bench);
  }

  /** Judges clauses side by side; their verdicts count only when the target lives on. */
  async #surviveTogether(clauses: readonly Clause[], bench: Bench): Promise<boolean> {
    const life = this.#lifeOf(bench);
    const verdicts = await Promise.all(clauses.map((clause) => this.#judge(clause, life.bench)));
    if (life.over() || !(await this.#livesOn(bench))) return false;
    for (const verdict of verdicts) if (verdict) this.#tell(verdict);
    return true;
  }

  async #livesOn(bench: Bench): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, this.#patience.lingerMs));
    return bench.alive();
  }

  async #judgeAlone(clause: Clause, target: StartedTarget, bench: Bench): Promise<Fate> {
    for (let deaths = 0; deaths < 2; deaths++) {
      const life = this.#lifeOf(bench);
      const verdict = await this.#judge(clause, life.bench);
      if (verdict && !life.over() && (await this.#livesOn(bench))) {
        this.#tell(verdict);
        return "survived";
      }
      if (!(await this.#revive(target, bench))) {
        this.#tell(
          failedToJudge(clause, "the endpoint stopped answering while it was tested, and did not come back"),
        );
        return "gone";
      }
    }
    this.#tell(killed(clause, this.#lastCase.get(clause), this.#options.seed));
    return "killed";
  }

  async #revive(target: StartedTarget, bench: Bench): Promise<boolean> {
    const until = performance.now() + this.#patience.comebackMs;
    if (target.restart) {
      this.#channel.send({ type: "notice", says: "it is started again" });
      try {
        await target.restart();
      } catch (fault) {
        this.#channel.send({
          type: "notice",
          says: `it could not be started again: ${(fault as Error).message}`,
        });
        return false;
      }
    }
    do {
      if (await bench.alive()) return true;
    } while (performance.now() < until && !this.#signal.aborted);
    return false;
  }

  #bench(target: StartedTarget, driver: Driver): Bench {
    const { specification, seed, cases } = this.#options;
    return {
      specification,
      oracle: this.#oracle,
      perform: takeTurns(driver, createLimiter(this.#concurrency()), this.#capped),
      heavy: createLimiter(1),
      backoff: createBackoff(this.#patience.throttledMs),
      seed,
      life: 0,
      cases,
      signal: this.#signal,
      observed: (observation, seen, clause, made, path) =>
        this.#observed(observation, seen, clause, made, path),
      alive: () => this.#answers(driver, target),
      died: () => {},
    };
  }

  /** Any reply is a sign of life, and so is silence; refused connections are not. */
  async #answers(driver: Driver, target: StartedTarget): Promise<boolean> {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 200));
      const step = { do: "invoke", operation: "Invoke", input: { FunctionName: target.function } } as const;
      const observation = await driver.perform([step], `alive${this.#pings++}`, this.#signal);
      const exchange = observation.calls[0]?.exchanges[0];
      if (exchange?.reply || exchange?.failure?.kind === "silence") return true;
    }
    return this.#signal.aborted;
  }

  #observed(observation: Observation, seen: View, clause: Clause, made: Case, path: string): void {
    this.#lastCase.set(clause, { made, path });
    for (const call of observation.calls) {
      this.#exchanges += call.exchanges.length;
      for (const exchange of call.exchanges) {
        // Few who consume the events look at exchanges: hiding secrets in megabytes waits until one does.
        const redacted = lazily({ exchange: () => redact(exchange, this.#secrets) });
        this.#channel.send(Object.assign(redacted, { type: "exchange", clause: clause.id } as const));
      }
    }
    this.#errors.saw(seen, observation, clause);
    if (path.includes("shrinking")) return;
    this.#pendingPassive.push(...this.#passive.judge(observation, seen, clause, made, path));
  }

  #tell(verdict: Verdict): void {
    const { clause } = verdict;
    this.#judged.add(clause);
    const known = this.#clauses.find(({ id }) => id === clause);
    if (known) this.#endedAt.set(known, performance.now());
    this.#channel.send({
      type: "verdict",
      verdict: this.#deviations.cover(redactVerdict(verdict, this.#secrets)),
    });
  }

  /** Whether the target stands only so much at once: what waits takes its turn there, too. */
  get #capped(): boolean {
    return this.#options.target?.concurrency !== undefined;
  }

  #concurrency(): number {
    return Math.max(
      1,
      Math.min(this.#options.concurrency, this.#options.target?.concurrency ?? Number.POSITIVE_INFINITY),
    );
  }

  #header(target: StartedTarget, probe: RunHeader["subject"]["probe"], startedAt: number): RunHeader {
    const { specification, seed, cases, tool, client } = this.#options;
    return {
      version: 1,
      tool,
      subject: {
        ...(client
          ? { kind: "client", name: client.name }
          : { kind: "endpoint", name: this.#options.target?.name ?? "", url: target.url.href }),
        ...(target.version !== undefined && { version: target.version }),
        without: withoutFeatures(target, this.#options),
        ...(probe && { probe }),
      },
      edition: specification.edition,
      startedAt: new Date(startedAt).toISOString(),
      seed,
      cases,
      concurrency: this.#concurrency(),
      specs: specification.digest,
    };
  }

  #footer(ended: Pick<RunFooter, "ended" | "because">, startedAt: number): RunFooter {
    const { specification } = this.#options;
    return {
      ...ended,
      durationMs: Date.now() - startedAt,
      exchanges: this.#exchanges,
      staleDeviations: this.#options.replay
        ? []
        : this.#deviations.stale(
            this.#judged,
            specification.clauses.map(({ id }) => id),
          ),
      errors: this.#errors.rows(),
    };
  }
}

/** What takes long begins early, beside all others. */
function waitingFirst(a: Clause, b: Clause): number {
  return Number(b.cost === "waits") - Number(a.cost === "waits");
}

/** Where a target stands only so much, an event may run on when its case is over: others are not to meet it. */
function eventsLast(a: Clause, b: Clause): number {
  const events = ({ requires }: Clause): number => Number(requires?.includes("async") ?? false);
  return events(a) - events(b);
}

function bindsOf({ client }: RunOptions): Clause["binds"] {
  return client ? "client" : "server";
}

function subjectOf(options: RunOptions): string {
  return options.client ? "the client" : "the target";
}

function isPassive(clause: Clause): boolean {
  return "every" in clause.given;
}

/**
 * Anybody may write a target: what goes wrong in it is not ours.
 * @throws UserError when it cannot be started
 */
async function startTarget(target: Target, progress: (says: string) => void): Promise<StartedTarget> {
  const cannot = (why: string): UserError => new UserError(`target ${target.name}: ${why}`);
  let started: StartedTarget;
  try {
    started = await target.start(progress);
  } catch (fault) {
    if (fault instanceof UserError) throw fault;
    throw cannot(`it could not be started: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  const { url, stop, credentials } = (started ?? {}) as Partial<StartedTarget>;
  if (!(url instanceof URL)) throw cannot('what its "start" gives has no "url" that is a URL');
  if (typeof stop !== "function") throw cannot('what its "start" gives has no "stop"');
  if (typeof credentials !== "object") throw cannot('what its "start" gives has no "credentials"');
  return started;
}

/** The clause to replay, and the passive ones, which judge what it shows. */
function replayedClauses(specification: Specification, id: string): readonly Clause[] {
  const clause = specification.clauses.find((clause) => clause.id === id);
  if (!clause) throw new UserError(`--replay: there is no clause ${id} in edition ${specification.edition}`);
  if (isPassive(clause)) {
    throw new UserError(
      `--replay: ${id} is judged by the exchanges of other clauses, and has no cases of its own: replay REPORT.json#${id}`,
    );
  }
  return [clause, ...specification.clauses.filter(isPassive)];
}

function bare(clause: Clause): Pick<Verdict, "clause" | "level" | "says" | "cases" | "exchanges" | "ms"> {
  return { clause: clause.id, level: clause.level, says: clause.says, cases: 0, exchanges: 0, ms: 0 };
}

function uncovered(clause: Clause, because: string): Verdict {
  return { ...bare(clause), outcome: "uncovered", because };
}

function failedToJudge(clause: Clause, because: string): Verdict {
  return { ...bare(clause), outcome: "error", because };
}

function killed(clause: Clause, last: { made: Case; path: string } | undefined, seed: number): Verdict {
  const actual = "it stopped answering, twice, with this clause alone";
  if (clause.level === "may" || !last)
    return { ...bare(clause), outcome: "noted", answers: { [`other: ${actual}`]: 1 } };
  return {
    ...bare(clause),
    outcome: "fail",
    failure: {
      why: last.made.why,
      case: last.made,
      exchanges: [],
      violations: [{ says: "the endpoint", expected: "it goes on answering", actual }],
      shrinks: 0,
      replay: `${clause.id}:${seed}:${last.path.replace(/[~:].*$/, "")}`,
    },
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
