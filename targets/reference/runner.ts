import { join } from "node:path";
import type { Ending, Environment, Invocation, Sink } from "./environment.ts";
import { Environments } from "./environments.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import { NodeEnvironment } from "./node-environment.ts";
import type { Outbox } from "./outbox.ts";
import type { ProbeOutput } from "./probe-output.ts";
import { PythonEnvironment } from "./python-environment.ts";
import { Room } from "./room.ts";
import { WarmEnvironments } from "./warm-environments.ts";

/** One invocation of a function, past all checks. */
export interface Job extends Omit<Invocation, "deadline"> {
  readonly function: LambdaFunction;
  /** Bytes of memory that its event takes, and bytes that it makes the probe give back; of a heavy event that is not known. */
  readonly weight: number;
  readonly output: ProbeOutput;
  /** The version that runs. */
  readonly version: string;
  readonly versionArn: string;
  /** What the caller calls the execution of a durable function. */
  readonly durableName: string | undefined;
  /** Whether the end of the log is wanted. */
  readonly tail: boolean;
}

/**
 * What came of a job: a result or an error as JSON; neither where the handler streams. What such a handler wrote is all that a caller
 * gets of it, also when it fails: it was recorded without an error on streams and on synchronous calls, and as a success on events.
 */
export interface RunOutcome {
  readonly result?: string;
  /** Bytes of a result that is longer than any limit, and is not there. */
  readonly tooLong?: number;
  readonly error?: string;
  /** What REPORT tells where the platform ended the invocation. */
  readonly status?: string;
  /** The end of the log, where it was wanted. */
  readonly log?: Buffer;
}

export interface RunnerOptions {
  readonly region: string;
  /** Bytes of the end of a log that are kept. */
  readonly logBytes: number;
  /** Bytes of a result at the most, of whatever operation. */
  readonly resultBytes: number;
  /** Hosts that functions may tell of their executions. */
  readonly collectors: readonly string[];
  /** Nothing is run whose result would wait for slow clients behind megabytes of others. */
  readonly outbox: Outbox;
}

/**
 * Megabytes for all that runs at once, so that the whole process stays under 400, whatever it is asked for: twenty environments, or one that
 * works on megabytes and seven others.
 */
const ROOM = 230;
/** What a heavy invocation takes beside its environment: its event, its result, and their copies on the way. */
const HEAVY_MB = 150;
/** Bytes of memory: a job whose event takes more, or whose result is longer, is heavy. */
export const HEAVY_WEIGHT = 1_000_000;
/** An event that takes more bytes of memory than these ends its function, as one does on Lambda that takes more than its memory. */
const MOST_WEIGHT = 32_000_000;
/** An environment that used more bytes of memory than these does not stay warm: it would keep them. */
const MOST_KEPT = 16_000_000;
const PROBE = join(import.meta.dirname, "../probe");

/** Runs jobs in execution environments: really, with time limit, memory limit and log. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #environments = new Map<string, Environments>();
  readonly #room = new Room(ROOM);
  readonly #warm = new WarmEnvironments(this.#room);
  /** One heavy invocation at a time. */
  readonly #heavy = new Room(1);
  /** Those that have run something: they started before the invocation. */
  readonly #used = new WeakSet<Environment>();
  /** Calls under way, by name of the function. */
  readonly #running = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** How many calls a function runs just now. */
  running({ name }: LambdaFunction): number {
    return this.#running.get(name) ?? 0;
  }

  /** Never rejects for anything that the function does. */
  async run(job: Job, sink: Sink): Promise<RunOutcome> {
    if (job.weight > MOST_WEIGHT) return outOfMemory(job.requestId);
    const { name } = job.function;
    this.#running.set(name, this.running(job.function) + 1);
    try {
      return await this.#inTurn(job, sink);
    } finally {
      this.#running.set(name, this.running(job.function) - 1);
    }
  }

  /** Heavy invocations one after the other. */
  async #inTurn(job: Job, sink: Sink): Promise<RunOutcome> {
    if (!isHeavy(job, sink)) return this.#run(job, sink, false);
    await this.#heavy.take(1);
    const taken = await this.#room.take(HEAVY_MB);
    try {
      return await this.#run(job, sink, true);
    } finally {
      this.#room.giveBack(taken);
      this.#heavy.giveBack(1);
    }
  }

  async #run(job: Job, sink: Sink, heavy: boolean): Promise<RunOutcome> {
    const environments = this.#environmentsOf(job);
    const environment = await environments.take();
    await this.#options.outbox.room();
    const initMs = this.#used.has(environment) ? undefined : await environment.started;
    this.#used.add(environment);
    const began = performance.now();
    const outcome = await this.#limited(environment, job, sink);
    const ms = performance.now() - began;
    const log = job.tail ? this.#tail(environment, job, ms, initMs, outcome.status) : undefined;
    const told = environment.streams ? {} : outcome;
    if (heavy && environment.memoryUsed() > MOST_KEPT) void environment.stop();
    environments.giveBack(environment);
    return log === undefined ? told : { ...told, log };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#environments.values()].map((environments) => environments.close()));
  }

  async #limited(environment: Environment, job: Job, sink: Sink): Promise<RunOutcome> {
    const { timeoutMs } = job.function;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<"timeout">((resolve) => {
      timer = setTimeout(resolve, timeoutMs, "timeout");
    });
    const { requestId, payload, arn, traceId, clientContext, tenantId } = job;
    const deadline = Date.now() + timeoutMs;
    const ending = await Promise.race([
      environment.run({ requestId, payload, arn, deadline, traceId, clientContext, tenantId }, sink),
      timeout,
    ]);
    clearTimeout(timer);
    if (ending !== "timeout") return outcomeOf(ending, requestId);
    void environment.stop();
    const says = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
    return platformError("Sandbox.Timedout", requestId, says, "timeout");
  }

  #tail(
    environment: Environment,
    job: Job,
    ms: number,
    initMs: number | undefined,
    status: string | undefined,
  ): Buffer {
    const { requestId, function: its, version } = job;
    const report = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${ms.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(ms)} ms`,
      `Memory Size: ${its.memoryMb} MB`,
      `Max Memory Used: ${Math.ceil(environment.memoryUsed() / 1_048_576)} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      status === undefined ? "" : `Status: ${status}`,
    ].join("\t");
    const whole = Buffer.concat([
      Buffer.from(`START RequestId: ${requestId} Version: ${version}\n`),
      environment.log(),
      Buffer.from(`END RequestId: ${requestId}\n${report}\n`),
    ]);
    const tail = whole.subarray(Math.max(0, whole.length - this.#options.logBytes));
    // Bytes are counted before each one that is left of a character that was cut becomes U+FFFD.
    return Buffer.from(tail.toString("utf8"));
  }

  #environmentsOf({ function: its, version, tenantId }: Job): Environments {
    const key = JSON.stringify([its.name, version, its.tenancy ? tenantId : ""]);
    let environments = this.#environments.get(key);
    if (environments === undefined) {
      environments = new Environments(() => this.#environment(its, version), this.#warm, this.#room);
      // Every tenant has its own: those that are gone are forgotten.
      for (const [other, { isEmpty }] of this.#environments) if (isEmpty) this.#environments.delete(other);
      this.#environments.set(key, environments);
    }
    return environments;
  }

  #environment(its: LambdaFunction, version: string): Environment {
    const { region, logBytes, resultBytes, collectors } = this.#options;
    const logGroup = `/aws/lambda/${its.name}`;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[${version}]${crypto.randomUUID().replaceAll("-", "")}`;
    const Kind = its.language === "python" ? PythonEnvironment : NodeEnvironment;
    return new Kind({
      folder: PROBE,
      module: its.module,
      handler: its.handler,
      memoryMb: its.memoryMb,
      logBytes,
      resultBytes,
      variables: {
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: its.name,
        AWS_LAMBDA_FUNCTION_VERSION: version,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(its.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
        PROBE_COLLECTORS: collectors.join(","),
        PROBE_OWNS_PROCESS: "1",
        _HANDLER: `${its.module}.${its.handler}`,
        TZ: ":UTC",
      },
      context: {
        functionName: its.name,
        functionVersion: version,
        memoryLimitInMB: String(its.memoryMb),
        logGroupName: logGroup,
        logStreamName: logStream,
      },
    });
  }
}

function outcomeOf(ending: Ending, requestId: string): RunOutcome {
  switch (ending.kind) {
    case "returned":
      return { result: ending.result };
    case "too-long":
      return { tooLong: ending.bytes };
    case "failed":
      return { error: ending.error };
    case "ended":
      return {};
    case "exited":
      return exitError(requestId, ending.how);
  }
}

/** Whether a job takes tens of megabytes. A stream that is passed on as it is written does not. */
function isHeavy({ weight, output, function: its }: Job, sink: Sink): boolean {
  return Math.max(weight, output.result, sink.passes && its.streams ? 0 : output.stream) > HEAVY_WEIGHT;
}

/** How it ends a function that takes more memory than it has. */
function outOfMemory(requestId: string): RunOutcome {
  return exitError(requestId, "Runtime exited with error: signal: killed");
}

function exitError(requestId: string, says: string): RunOutcome {
  return platformError("Runtime.ExitError", requestId, says, "error\tError Type: Runtime.ExitError");
}

/** An error that the platform, not the runtime, tells of. */
function platformError(errorType: string, requestId: string, says: string, status: string): RunOutcome {
  const errorMessage = `RequestId: ${requestId} Error: ${says}`;
  return { error: JSON.stringify({ errorType, errorMessage }), status };
}
