import { type Collector, startCollector } from "../../drivers/collector.ts";
import type { Driver } from "../../drivers/driver.ts";
import { createHttpDriver } from "../../drivers/http.ts";
import type { InvokeStep } from "../../generators/case.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../../targets/target.ts";
import { createBackoff } from "../judge/backoff.ts";
import { throttling } from "../judge/throttling.ts";
import { type View, view } from "../view/view.ts";
import { withoutFeatures } from "./missing-feature.ts";
import type { RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";
import { selectClauses } from "./select-clauses.ts";

/** Whether the probe was found, and what it said of itself. */
type ProbeFound = NonNullable<RunHeader["subject"]["probe"]>;

/** What the probe answers when it is told to describe itself. */
interface Described {
  readonly probe?: unknown;
  readonly version?: unknown;
  readonly runtime?: unknown;
  readonly can?: unknown;
  readonly nonce?: unknown;
}

/** A target that answered, or a client that said hello, with a driver for it. */
export interface MetTarget {
  readonly started: StartedTarget;
  readonly driver: Driver;
  /** Of a target alone. */
  readonly probe?: ProbeFound;
  close(): Promise<void>;
}

/**
 * The first requests of a run: does anything answer, is the probe there, what can it do, and in which region and account does it run.
 * A missing probe is told, and the run goes on; an endpoint that does not answer ends it.
 * @throws UserError when nothing answers.
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
    const { seen, failure } = await ask(first, { describe: true }, options);
    const probe = probeSaid(seen, failure);
    const unable = await unableTo(first, target, seen, options);
    const uncounted = probe.found ? await whyNotCounted(first, target, collector, options) : undefined;
    if (uncounted !== undefined) {
      unable.push("collector");
      notice(uncounted);
    }
    const able = knowing(target, { without: [...target.without, ...unable] });
    if (!target.assumed?.length)
      return { started: able, driver: first, probe, close: closing(first, collector) };
    const context = await ask(first, { context: true }, options);
    const started = knowing(able, placeOf(context.seen.result, target.assumed));
    await first.close();
    const driver = driverFor(started);
    return { started, driver, probe, close: closing(driver, collector) };
  } catch (fault) {
    await closing(first, collector)();
    throw fault;
  }
}

/** The target with what was found out of it. It may be of a class, whose methods a copy does not have. */
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
): Promise<{ seen: View; failure: string | undefined }> {
  const [kind] = Object.keys(instruction);
  const step: InvokeStep = {
    do: "invoke",
    operation: "Invoke",
    input: { FunctionName: name },
    payload: { json: { $probe: { ...instruction, nonce: "{nonce}" } } },
  };
  const { specification, patience, signal = new AbortController().signal } = options;
  const backoff = createBackoff(patience?.throttledMs);
  for (;;) {
    const observation = await driver.perform([step], `meet-${kind}`, signal);
    const { failure, origin } = observation.calls[0]?.exchanges[0] ?? {};
    if (failure?.kind === "refused" || failure?.kind === "reset") {
      throw new UserError(`nothing that can be tested answers at ${origin}: ${failure.says}`);
    }
    const seen = view(observation, specification);
    if (throttling(seen, specification) !== undefined && (await backoff.wait(signal))) continue;
    return { seen, failure: failure?.says };
  }
}

/** What the probe says of itself; undefined where something else answered. */
function described({ result, nonce }: View): Described | undefined {
  const said = result as Described | null | undefined;
  return said?.probe === "lambda-conformance" && said.nonce === nonce ? said : undefined;
}

/**
 * Features that need what the probe cannot do in its runtime. Their function may run in another runtime than the probe does: it is asked
 * where the probe itself cannot.
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
 * Why executions cannot be counted; undefined where they can, or nothing is to be counted. The probe is told to call the collector: in a
 * container it may not find it.
 */
async function whyNotCounted(
  driver: Driver,
  target: StartedTarget,
  collector: Collector,
  options: RunOptions,
): Promise<string | undefined> {
  const { specification, replay, only = [], skip = [] } = options;
  const judged = selectClauses(specification, replay ? [replay.clause] : only, skip, "server");
  const wanted = judged.some(({ requires }) => requires?.includes("collector"));
  if (!wanted || withoutFeatures(target, options).includes("collector")) return undefined;
  const { seen, failure } = await ask(driver, { count: { url: "{collector}", nonce: "{nonce}" } }, options);
  if (collector.entries(seen.nonce).length > 0) return undefined;
  const said = (seen.result as { errorMessage?: unknown } | undefined)?.errorMessage;
  const why = typeof said === "string" ? said : (failure ?? `${seen.status}, and no call came`);
  return `functions do not reach the collector at ${collector.url} (${why}); try --collector-listen 0.0.0.0 --collector-host NAME, with the name that functions call this machine by, or say --no-feature collector`;
}

function probeSaid(seen: View, failure: string | undefined): ProbeFound {
  const said = described(seen);
  if (said) return { found: true, says: `version ${String(said.version)}, ${String(said.runtime)}` };
  const came = failure ?? [seen.status, seen.error?.code, seen.error?.message].filter(Boolean).join(" ");
  const hint = "deploy it (docs/probe.md), or name it with --function";
  return { found: false, says: `the probe did not answer: ${came}; ${hint}` };
}

/** What the ARN of the probe tells, for what nobody declared. */
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
