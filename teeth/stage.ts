import { createClientDriver } from "../drivers/clients/client-driver.ts";
import { type Collector, startCollector } from "../drivers/collector.ts";
import type { Driver } from "../drivers/driver.ts";
import { createInProcessDriver } from "../drivers/in-process.ts";
import { createLimiter } from "../drivers/limiter.ts";
import { type Perform, takeTurns } from "../drivers/take-turns.ts";
import { plainClient, type Ways } from "../mutants/clients/plain-client.ts";
import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import { createBackoff } from "../suites/judge/backoff.ts";
import { type Bench, judge } from "../suites/judge/judge.ts";
import { createOracle, type Oracle } from "../suites/judge/oracle.ts";
import { createPassiveJudge, type PassiveFailure } from "../suites/judge/passive-judge.ts";
import type { Verdict } from "../suites/judge/verdict.ts";
import { view } from "../suites/view/view.ts";
import type { Handler } from "../targets/handler-target.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { StartedTarget } from "../targets/target.ts";

/** What is judged, and how thoroughly. */
export interface Play {
  /** Makes the endpoint out of the reference; default: the reference as it is. */
  readonly wrap?: (handler: Handler) => Handler;
  /** What the client does otherwise than the plain one; default: nothing. */
  readonly ways?: Partial<Ways>;
  readonly cases: number;
  readonly seed: number;
  /** Clauses whose cases are performed for the passive ones to look at; they get no verdict. */
  readonly traffic?: readonly Clause[];
  /** How long the ledger waits for executions at the most, in ms. */
  readonly patienceMs?: number;
}

/**
 * The reference, in this process, and the judge: endpoints that are made of it are judged without a wire between, and the plain client, which
 * calls it over a loopback port.
 */
export interface Stage {
  readonly specification: Specification;
  judge(clauses: readonly Clause[], play: Play): Promise<ReadonlyMap<string, Verdict>>;
  close(): Promise<void>;
}

const CONCURRENCY = 8;
/** The reference tries events again after a tenth of a second: what has not happened by then, in ms, is missed for good. */
const PATIENCE = 1500;
/** What no reply comes to within so many ms is unanswered: scripts that are silent say themselves how long they are waited for. */
const CLIENT_TIMEOUT = 30_000;

export async function createStage(specification: Specification): Promise<Stage> {
  const trusting = createReference({ specification });
  const verifying = createReference({ specification, verifySignatures: true });
  const oracle = createOracle(specification);
  return {
    specification,
    judge: async (clauses, play) => {
      const wrap = play.wrap ?? ((handler) => handler);
      // Each play has a ledger of its own: with the same seed the nonces are the same.
      const collector = patientFor(play.patienceMs ?? PATIENCE, await startCollector());
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
      const verdicts = await judgeAll(clauses, play, specification, oracle, ({ binds, requires }) => {
        if (binds === "client" && called) return called;
        return requires?.includes("authenticates") ? performed.verifying : performed.trusting;
      });
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

/** As a run judges, but for the target that may die: this one is ours. */
async function judgeAll(
  clauses: readonly Clause[],
  { cases, seed, traffic = [] }: Play,
  specification: Specification,
  oracle: Oracle,
  performs: (clause: Clause) => Perform,
): Promise<ReadonlyMap<string, Verdict>> {
  const passive = createPassiveJudge(clauses.filter(isPassive), oracle, seed);
  const pending: PassiveFailure[] = [];
  const heavy = createLimiter(1);
  const backoff = createBackoff();
  const { signal } = new AbortController();
  const verdicts = new Map<string, Verdict>();
  const judgeOne = async (clause: Clause, told: boolean): Promise<void> => {
    const perform = performs(clause);
    const bench: Bench = {
      specification,
      oracle,
      perform,
      heavy,
      backoff,
      seed,
      life: 0,
      cases,
      signal,
      observed: (observation, seen, madeBy, made, path) => {
        if (!path.includes("shrinking")) {
          pending.push(...passive.judge(observation, seen, madeBy, made, path));
        }
      },
      alive: async () => true,
      died: () => {},
    };
    const verdict = await judge(clause, bench);
    if (told) verdicts.set(clause.id, verdict);
    for (let failure = pending.pop(); failure; failure = pending.pop()) {
      const steps = failure.observation.calls.map((call) => call.step);
      const nonce = `${failure.observation.nonce}b`;
      const waits = failure.madeBy.cost === "waits";
      const again = await perform(steps, nonce, signal, waits).catch(() => undefined);
      passive.settle(failure, again && view(again, specification));
    }
  };
  const queue = [
    ...clauses.filter((clause) => !isPassive(clause)).map((clause) => ({ clause, told: true })),
    ...traffic.filter((clause) => !isPassive(clause)).map((clause) => ({ clause, told: false })),
  ].sort((a, b) => Number(b.clause.cost === "waits") - Number(a.clause.cost === "waits"));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await judgeOne(next.clause, next.told);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  for (const verdict of passive.verdicts()) verdicts.set(verdict.clause, verdict);
  return verdicts;
}

export function isPassive({ given }: Clause): boolean {
  return "every" in given;
}
