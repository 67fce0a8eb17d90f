import { type Collector, startCollector } from "../../drivers/collector.ts";
import type { Driver } from "../../drivers/driver.ts";
import { createHttpDriver } from "../../drivers/http.ts";
import { probeName } from "../../generators/base-step.ts";
import type { InvokeStep } from "../../generators/case.ts";
import type { Clause } from "../../specs/clause.ts";
import type { OperationName } from "../../specs/operation.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../../targets/target.ts";
import { createBackoff } from "../judge/backoff.ts";
import { describeResponse } from "../judge/describe-response.ts";
import { throttling } from "../judge/throttling.ts";
import { type View, view } from "../view/view.ts";
import { holdsMark, MARK } from "./holds-mark.ts";
import { lookAtFixtures } from "./look-at-fixtures.ts";
import { featuresOf, withoutFeatures } from "./missing-feature.ts";
import type { RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";
import { selectClauses } from "./select-clauses.ts";

/** Whether the probe was found, and its description of itself. */
type ProbeFound = NonNullable<RunHeader["subject"]["probe"]>;

/** The probe's description of itself. */
interface Described {
  readonly probe?: unknown;
  readonly version?: unknown;
  readonly runtime?: unknown;
  readonly can?: unknown;
  readonly nonce?: unknown;
}

/** The result of a request of the run itself. */
interface Asked {
  readonly seen: View;
  readonly failure: string | undefined;
  /** Whether the answer contains the mark of the probe. */
  readonly marked: boolean;
  /** The answer is not an HTTP reply. */
  readonly malformed: boolean;
  /** Set if no complete reply came in time: what the run waited for, in words. */
  readonly unfinished: string | undefined;
}

/** This name breaks the pattern of function names, so it is refused before any function is looked up. */
const NO_NAME = "no name!";

/** A target that answered, or a client that said hello, with a driver for it. */
export interface MetTarget {
  readonly started: StartedTarget;
  readonly driver: Driver;
  /** Set for targets only. */
  readonly probe?: ProbeFound;
  /** For each feature that nobody declared and whose fixture is not what it should be, what came instead, in words. */
  readonly unfit?: ReadonlyMap<string, string>;
  /**
   * InvokeWithResponseStream is supported, but the streaming function is not what it should be. Clauses that do not need it are judged with the
   * probe.
   */
  readonly streamsBuffered?: boolean;
  close(): Promise<void>;
}

/**
 * The first requests of a run. They show whether the endpoint answers, whether the probe is there, what it can do, and in which region and account it
 * runs. A missing probe is reported, and the run goes on. An endpoint without complete answers ends the run.
 * @throws UserError if nothing answers, or no call gets a complete reply in time
 */
export async function meetTarget(
  target: StartedTarget,
  options: RunOptions,
  notice: (says: string) => void,
): Promise<MetTarget> {
  const collector = await startCollector(options.collector);
  const driverFor = (started: StartedTarget): Driver =>
    createHttpDriver({
      target: started,
      specification: options.specification,
      collector,
      timeoutMs: options.timeoutMs,
      connections: options.concurrency,
      ...(options.headers && { headers: options.headers }),
      ...(options.tls && { tls: options.tls }),
    });
  const first = driverFor(target);
  try {
    const { seen, probe } = await findProbe(first, target, options);
    const unable = await unableTo(first, target, seen, options);
    const uncounted = probe.found ? await whyNotCounted(first, target, collector, options) : undefined;
    if (uncounted !== undefined) {
      unable.push("collector");
      notice(uncounted);
    }
    const unfit = probe.found
      ? await unfitFixtures(first, target, unable, options)
      : new Map<string, string>();
    const streamsBuffered =
      unfit.has("streaming") &&
      (await ask(first, { describe: true }, options, "{function}", "InvokeWithResponseStream")).marked;
    const able = knowing(target, { without: [...target.without, ...unable] });
    if (!target.assumed?.length)
      return {
        started: able,
        driver: first,
        probe,
        unfit,
        streamsBuffered,
        close: closing(first, collector),
      };
    const context = await ask(first, { context: true }, options);
    const started = knowing(able, placeOf(context.seen.result, target.assumed));
    await first.close();
    const driver = driverFor(started);
    return { started, driver, probe, unfit, streamsBuffered, close: closing(driver, collector) };
  } catch (fault) {
    await closing(first, collector)();
    throw fault;
  }
}

/** Looks at the functions that the clauses of the run need and that nobody declared as supported or unsupported. */
async function unfitFixtures(
  driver: Driver,
  target: StartedTarget,
  unable: readonly string[],
  options: RunOptions,
): Promise<ReadonlyMap<string, string>> {
  const { specification, with: declared = [], signal = new AbortController().signal } = options;
  if (!target.undeclared) return new Map();
  const needed = new Set(judgedClauses(options).flatMap((clause) => featuresOf(clause, options)));
  const without = [...withoutFeatures(target, options), ...unable];
  const fixtures = specification.fixtures.filter(
    ({ feature, name }) =>
      name !== undefined && needed.has(feature) && !without.includes(feature) && !declared.includes(feature),
  );
  return lookAtFixtures(fixtures, driver, specification, signal);
}

/** The selected clauses. */
function judgedClauses({ specification, replay, only = [], skip = [] }: RunOptions): readonly Clause[] {
  return selectClauses(specification, replay ? [replay.clause] : only, skip, "server");
}

/** The target with what was found out about it. It may be an instance of a class, whose methods a copy would lack. */
function knowing(target: StartedTarget, found: Partial<StartedTarget>): StartedTarget {
  return {
    ...target,
    ...found,
    ...(target.restart && { restart: target.restart.bind(target) }),
    stop: target.stop.bind(target),
  };
}

function closing(driver: Driver, collector: { close(): Promise<void> }): () => Promise<void> {
  return async () => {
    await driver.close();
    await collector.close();
  };
}

async function ask(
  driver: Driver,
  instruction: Record<string, unknown>,
  options: RunOptions,
  name = "{function}",
  operation: OperationName = "Invoke",
): Promise<Asked> {
  const [kind] = Object.keys(instruction);
  const step: InvokeStep = {
    do: "invoke",
    operation,
    input: { FunctionName: name },
    payload: { json: { $probe: { ...instruction, nonce: "{nonce}" } } },
  };
  const { specification, revival, signal = new AbortController().signal } = options;
  const backoff = createBackoff(revival?.throttledMs);
  for (;;) {
    const observation = await driver.perform([step], `meet-${kind}`, signal);
    const { failure, origin, reply } = observation.calls[0]?.exchanges[0] ?? {};
    if (failure?.kind === "refused" || failure?.kind === "reset") {
      throw new UserError(
        `${origin}: no endpoint responds there (${failure.says}); start it, or correct the URL`,
      );
    }
    const seen = view(observation, specification);
    if (throttling(seen, specification) !== undefined && (await backoff.wait(signal))) continue;
    return {
      seen,
      failure: failure?.says,
      marked: reply !== undefined && holdsMark(reply),
      malformed: failure?.kind === "malformed",
      unfinished:
        failure?.kind === "silence"
          ? failure.says
          : reply?.fault?.kind === "silent"
            ? `${reply.status}, ${reply.fault.says}`
            : undefined,
    };
  }
}

/** The probe's description of itself. Undefined if something else answered. */
function described({ result, nonce }: View): Described | undefined {
  const said = result as Described | null | undefined;
  return said?.probe === MARK && said.nonce === nonce ? said : undefined;
}

/**
 * Features that need an ability that the probe lacks in its runtime. The function of a feature may have another runtime than the probe, so
 * it is asked too if the probe lacks the ability.
 */
async function unableTo(
  driver: Driver,
  target: StartedTarget,
  seen: View,
  options: RunOptions,
): Promise<string[]> {
  const can = described(seen)?.can;
  if (!Array.isArray(can)) return [];
  const unable: string[] = [];
  for (const { feature, name, needs } of options.specification.fixtures) {
    if (needs === undefined || can.includes(needs) || target.without.includes(feature)) continue;
    const its = described((await ask(driver, { describe: true }, options, name)).seen)?.can;
    if (!Array.isArray(its) || !its.includes(needs)) unable.push(feature);
  }
  return unable;
}

/**
 * Why executions cannot be counted. Undefined if they can, or if nothing is to be counted. The probe is asked to call the collector, which it may not
 * find from within a container.
 */
async function whyNotCounted(
  driver: Driver,
  target: StartedTarget,
  collector: Collector,
  options: RunOptions,
): Promise<string | undefined> {
  const wanted = judgedClauses(options).some(({ requires }) => requires?.includes("collector"));
  if (!wanted || withoutFeatures(target, options).includes("collector")) return undefined;
  const { seen, failure } = await ask(driver, { count: { url: "{collector}", nonce: "{nonce}" } }, options);
  if (collector.entries(seen.nonce).length > 0) return undefined;
  const said = (seen.result as { errorMessage?: unknown } | undefined)?.errorMessage;
  const why = typeof said === "string" ? said : (failure ?? `${seen.status}, and no call arrived`);
  return `functions do not reach the collector at ${collector.url} (${why}); try --collector-listen 0.0.0.0 --collector-host NAME, where NAME is the host name of this machine for functions, or give --no-feature collector`;
}

/**
 * Asks the probe to describe itself, by each operation until its mark comes back: the probe may be there even if one operation is broken. A second
 * request also helps if the first took too long because of a new environment.
 */
async function findProbe(
  driver: Driver,
  target: StartedTarget,
  options: RunOptions,
): Promise<{ readonly seen: View; readonly probe: ProbeFound }> {
  const { specification } = options;
  const first = await ask(driver, { describe: true }, options);
  const said = described(first.seen);
  if (said) {
    const says = `version ${String(said.version)}, ${String(said.runtime)}`;
    return { seen: first.seen, probe: { found: true, says } };
  }
  // An endpoint may lose calls of functions while it still refuses invalid ones.
  const refusal =
    first.unfinished === undefined
      ? undefined
      : ask(driver, { describe: true }, options, NO_NAME).catch(() => undefined);
  const others: readonly OperationName[] = first.marked ? [] : ["InvokeWithResponseStream", "Invoke"];
  const answers = [first];
  for (const operation of others) {
    const name = probeName(operation, specification);
    const answer = await ask(driver, { describe: true }, options, name, operation);
    answers.push(answer);
    if (answer.marked) break;
  }
  const marked = answers.find((answer) => answer.marked);
  const refused = await refusal;
  if (!marked && [...answers, refused].every((answer) => answer?.unfinished !== undefined)) {
    throw new UserError(
      `nothing that can be tested responds at ${target.url.origin}: none of ${answers.length + 1} calls got a complete response: ${first.unfinished}`,
    );
  }
  if (marked) {
    const says = `it runs, but its result is changed on the way back: ${cameOf(marked)}`;
    return { seen: marked.seen, probe: { found: true, says } };
  }
  if (answers.every(({ malformed }) => malformed)) {
    const says = `unknown, because the response is not valid HTTP: ${cameOf(first)}`;
    return { seen: first.seen, probe: { found: true, says } };
  }
  const hint =
    options.target?.executes === false
      ? "this target runs no functions"
      : target.undeclared !== true
        ? "the start function of this target must deploy the probe (docs/probe.md, docs/targets.md)"
        : `deploy it (docs/probe.md, or lambda-conformance deploy --endpoint ${target.url.href} if the endpoint offers CreateFunction), or give its name with --function`;
  return {
    seen: first.seen,
    probe: { found: false, says: `${cameOf(first)}; ${hint}` },
  };
}

function cameOf({ seen, failure }: Asked): string {
  return failure ?? describeResponse(seen);
}

/** Region and account from the ARN of the probe, if nobody declared them. */
function placeOf(
  result: unknown,
  assumed: NonNullable<StartedTarget["assumed"]>,
): Partial<Pick<StartedTarget, "partition" | "region" | "account">> {
  const arn = (result as { functionArn?: unknown } | undefined)?.functionArn;
  const match = typeof arn === "string" ? /^arn:([^:]+):lambda:([^:]+):(\d{12}):function:/.exec(arn) : null;
  if (!match) return {};
  const [, partition, region, account] = match as unknown as [string, string, string, string];
  return Object.fromEntries(
    Object.entries({ partition, region, account }).filter(([name]) => assumed.includes(name as never)),
  );
}
