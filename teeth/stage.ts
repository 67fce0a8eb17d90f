import { createClientDriver } from "../drivers/clients/client-driver.ts";
import { type Collector, startCollector } from "../drivers/collector.ts";
import type { Driver } from "../drivers/driver.ts";
import { createInProcessDriver } from "../drivers/in-process.ts";
import { createLimiter } from "../drivers/limiter.ts";
import { createPatience, type Patience } from "../drivers/patience.ts";
import { type Perform, takeTurns } from "../drivers/take-turns.ts";
import { plainClient, type Ways } from "../mutants/clients/plain-client.ts";
import type { Clause } from "../specs/clause.ts";
import { isPassive } from "../specs/is-passive.ts";
import type { Specification } from "../specs/specification.ts";
import { createBackoff } from "../suites/judge/backoff.ts";
import { judge } from "../suites/judge/judge.ts";
import type { JudgeContext } from "../suites/judge/judge-context.ts";
import { createLife } from "../suites/judge/life.ts";
import { createOracle, type Oracle } from "../suites/judge/oracle.ts";
import { createPassiveJudge } from "../suites/judge/passive-judge.ts";
import { performAttempt } from "../suites/judge/perform-attempt.ts";
import { createShareCases } from "../suites/judge/share-cases.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { drainQueue } from "../suites/run/drain-queue.ts";
import { waitingFirst } from "../suites/run/plan-run.ts";
import type { Handler } from "../targets/handler-target.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { StartedTarget } from "../targets/target.ts";

/** What to judge, and how thoroughly. */
export interface Play {
  /** Makes the endpoint from the reference. Default: the reference itself. */
  readonly wrap?: (handler: Handler) => Handler;
  /** What the client does differently from the plain one. Default: nothing. */
  readonly ways?: Partial<Ways>;
  readonly cases: number;
  readonly seed: number;
  /** Clauses whose cases are performed only so that passive clauses can judge the calls. They get no verdict. */
  readonly traffic?: readonly Clause[];
  /** How long the ledger waits for executions at most, in ms. */
  readonly patienceMs?: number;
}

/**
 * The reference in this process, and the judge. Endpoints made from the reference are judged without a network. The plain client calls it over a
 * loopback port.
 */
export interface Stage {
  readonly specification: Specification;
  judge(clauses: readonly Clause[], play: Play): Promise<ReadonlyMap<string, Verdict>>;
  close(): Promise<void>;
}

const CONCURRENCY = 8;
/** How long to wait for effects of events, in ms. The reference retries events after 0.1 s, so later effects never come. */
const PATIENCE_MS = 1500;
/** A request without a reply for this long, in ms, is unanswered. Silent scripts set their own limit. */
const CLIENT_TIMEOUT = 30_000;

export async function createStage(specification: Specification): Promise<Stage> {
  const trusting = createReference({ specification });
  const verifying = createReference({ specification, verifySignatures: true });
  const oracle = createOracle(specification);
  return {
    specification,
    judge: async (clauses, play) => {
      const { patienceMs = PATIENCE_MS } = play;
      const wrap = play.wrap ?? ((handler) => handler);
      // Each play has its own ledger, because the same seed makes the same nonces.
      const collector = patientFor(patienceMs, await startCollector());
      const limiter = createLimiter(CONCURRENCY);
      const turns = (driver: Driver): Perform => takeTurns(driver, limiter);
      const performed = {
        trusting: turns(driverFor(wrap(trusting), false, specification, collector)),
        verifying: turns(driverFor(wrap(verifying), true, specification, collector)),
      };
      const client = clauses.some(({ binds }) => binds === "client")
        ? await clientDriverFor(play.ways, specification)
        : undefined;
      const called = client && turns(client);
      const patience = createPatience({ ms: patienceMs, suffices: true });
      const verdicts = await judgeAll(
        clauses,
        play,
        specification,
        oracle,
        patience,
        ({ binds, requires }) => {
          if (binds === "client" && called) return called;
          return requires?.includes("authenticates") ? performed.verifying : performed.trusting;
        },
      );
      await Promise.all([collector.close(), client?.close()]);
      return verdicts;
    },
    async close() {
      await Promise.all([trusting.close(), verifying.close()]);
    },
  };
}

function driverFor(
  handler: Handler,
  signs: boolean,
  specification: Specification,
  collector: Collector,
): Driver {
  const [permitted, denied] = exampleKeys;
  const target: StartedTarget = {
    url: new URL("http://127.0.0.1:1"),
    function: defaults.function,
    region: defaults.region,
    account: defaults.account,
    partition: defaults.partition,
    credentials: permitted?.credentials ?? { accessKeyId: "", secretAccessKey: "" },
    ...(denied && { unprivileged: denied.credentials }),
    without: [],
    signs,
    stop: async () => {},
  };
  return createInProcessDriver({ handler, target, specification, collector, timeoutMs: 10_000 });
}

function clientDriverFor(ways: Play["ways"], specification: Specification): Promise<Driver> {
  return createClientDriver({
    client: plainClient("plain", ways),
    specification,
    lanes: CONCURRENCY,
    timeoutMs: CLIENT_TIMEOUT,
  });
}

function patientFor(ms: number, collector: Collector): Collector {
  return {
    ...collector,
    waitFor: (nonce, atLeast, withinMs, signal) =>
      collector.waitFor(nonce, atLeast, Math.min(withinMs, ms), signal),
  };
}

/** Judges as a run does, but on an endpoint that cannot die. */
async function judgeAll(
  clauses: readonly Clause[],
  { cases, seed, traffic = [] }: Play,
  specification: Specification,
  oracle: Oracle,
  patience: Patience,
  performs: (clause: Clause) => Perform,
): Promise<ReadonlyMap<string, Verdict>> {
  const passive = createPassiveJudge(clauses.filter(isPassive), { specification, oracle, seed });
  const { signal } = new AbortController();
  const context: JudgeContext = {
    specification,
    oracle,
    seed,
    probe: true,
    cases,
    concurrency: CONCURRENCY,
    life: createLife(0, signal),
    heavy: createLimiter(1),
    backoff: createBackoff(),
    share: createShareCases(clauses),
    perform: (attempt, signal) => performAttempt(attempt, performs(attempt.clause), patience, signal),
    observed: (attempt, observation, seen) => passive.observed(attempt, observation, seen),
    alive: async () => true,
  };
  const verdicts = new Map<string, Verdict>();
  const queue = [
    ...clauses.map((clause) => ({ clause, told: true })),
    ...traffic.map((clause) => ({ clause, told: false })),
  ]
    .filter(({ clause }) => !isPassive(clause))
    .sort((a, b) => waitingFirst(a.clause, b.clause));
  await drainQueue(queue, CONCURRENCY, async ({ clause, told }) => {
    const verdict = await judge(clause, context).finally(() => context.share.judged(clause));
    if (told) verdicts.set(clause.id, verdict);
  });
  await passive.confirm(context.perform, signal);
  for (const verdict of passive.verdicts()) verdicts.set(verdict.clause, verdict);
  return verdicts;
}
