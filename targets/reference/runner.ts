import type { Ending, Environment, EnvironmentSettings, Invocation, Sink } from "./environment.ts";
import { Environments } from "./environments.ts";
import type { FunctionOutput } from "./function-output.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import type { Outbox } from "./outbox.ts";
import { Room } from "./room.ts";
import { endSpares } from "./spare-threads.ts";
import { WarmEnvironments } from "./warm-environments.ts";

/** One invocation of a function that has passed all checks. */
export interface Job extends Omit<Invocation, "deadline"> {
  readonly function: LambdaFunction;
  /** Bytes of memory that its event takes. */
  readonly weight: number;
  /** What the event makes the function return, in bytes. Not known for a heavy event. */
  readonly output: FunctionOutput;
  /** The version that runs. */
  readonly version: string;
  readonly versionArn: string;
  /** The name that the client gives to the execution of a durable function. */
  readonly durableName: string | undefined;
  /** Whether the client wants the end of the log. */
  readonly tail: boolean;
}

/**
 * The outcome of a job: a result or an error, as JSON. It has neither when the handler streams: the client then gets only what the handler
 * wrote, even when it fails. In recordings such a failure shows no error on streams and on synchronous requests, and counts as a success
 * for events.
 */
export interface RunOutcome {
  readonly result?: string;
  /** Bytes of a result that is longer than every limit, and therefore not kept. */
  readonly tooLong?: number;
  readonly error?: string;
  /** The status in the REPORT line, when the platform ended the invocation. */
  readonly status?: string;
  /** The end of the log, when the client wants it. */
  readonly log?: Buffer;
}

export interface RunnerOptions {
  readonly region: string;
  /** Bytes to keep from the end of a log. */
  readonly logBytes: number;
  /** The largest result of any operation, in bytes. */
  readonly resultBytes: number;
  /** No invocation starts while its result would wait behind megabytes of unsent replies. */
  readonly outbox: Outbox;
}

/**
 * Megabytes for everything that runs at once. It is enough for 20 environments, or for 8 of which one works on megabytes. The whole process
 * then stays under 400 MB under any load.
 */
const ROOM = 230;
/**
 * What a heavy invocation takes in addition to its environment, in megabytes: its event, its result, and copies of both. That is this multiple of
 * the larger one, but no more than 150 MB.
 */
const HEAVY_TIMES = 7;
const HEAVY_MB = 150;
/**
 * How long this room is kept after a heavy invocation, in ms. Heavy ones tend to come in a row. Between them, other environments would start in that
 * room only to be stopped again.
 */
const HEAVY_KEPT_MS = 500;
/** Bytes of memory. A job is heavy when its event takes more, or its result is longer. */
export const HEAVY_WEIGHT = 1_000_000;
/** Bytes of memory. An event that takes more ends its function, as on Lambda when a function exceeds its memory. */
const MOST_WEIGHT = 32_000_000;
/** Bytes of memory. An environment that used more does not stay warm, because it would keep the memory. */
const MOST_KEPT = 16_000_000;

/** Runs jobs in real execution environments, with time limit, memory limit and log. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #environments = new Map<string, Environments>();
  readonly #room = new Room(ROOM);
  readonly #warm = new WarmEnvironments(this.#room);
  /** Admits one heavy invocation at a time. */
  readonly #heavy = new Room(1);
  /** Megabytes that are taken for heavy invocations, and the timer that gives them back. */
  #heavyMb = 0;
  #heavyTimer: NodeJS.Timeout | undefined;
  /** Environments that have run an invocation, so that the next one does not include their start. */
  readonly #used = new WeakSet<Environment>();
  /** The number of running invocations, by name of the function. */
  readonly #running = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** The number of invocations that a function is running. */
  running({ name }: LambdaFunction): number {
    return this.#running.get(name) ?? 0;
  }

  /** Runs a job. Never rejects because of what the function does. */
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

  /** Runs a job. Heavy jobs run one after another. */
  async #inTurn(job: Job, sink: Sink): Promise<RunOutcome> {
    if (!isHeavy(job, sink)) return this.#run(job, sink, false);
    await this.#heavy.take(1);
    clearTimeout(this.#heavyTimer);
    const wanted = Math.min(HEAVY_MB, Math.ceil((HEAVY_TIMES * bytesOf(job, sink)) / 1_000_000));
    if (this.#heavyMb < wanted) {
      this.#room.giveBack(this.#heavyMb);
      this.#heavyMb = await this.#room.take(wanted);
      endSpares();
    }
    try {
      return await this.#run(job, sink, true);
    } finally {
      this.#heavyTimer = setTimeout(() => {
        this.#room.giveBack(this.#heavyMb);
        this.#heavyMb = 0;
      }, HEAVY_KEPT_MS).unref();
      this.#heavy.giveBack(1);
    }
  }

  async #run(job: Job, sink: Sink, heavy: boolean): Promise<RunOutcome> {
    const environments = this.#environmentsOf(job);
    const environment = await environments.take();
    await this.#options.outbox.room();
    const initMs = this.#used.has(environment) ? undefined : await environment.started;
    this.#used.add(environment);
    const { hearLog } = job.function;
    hearLog?.(startLine(job));
    const began = performance.now();
    const outcome = await this.#limited(environment, job, sink);
    const ms = performance.now() - began;
    const end = job.tail || hearLog ? endLines(environment, job, ms, initMs, outcome.status) : "";
    hearLog?.(end);
    const log = job.tail ? this.#tail(environment, job, end) : undefined;
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

  #tail(environment: Environment, job: Job, end: string): Buffer {
    const whole = Buffer.concat([Buffer.from(startLine(job)), environment.log(), Buffer.from(end)]);
    const tail = whole.subarray(Math.max(0, whole.length - this.#options.logBytes));
    // The bytes are cut first. Then each stray byte of a cut character becomes U+FFFD.
    return Buffer.from(tail.toString("utf8"));
  }

  #environmentsOf({ function: its, version, tenantId }: Job): Environments {
    const key = JSON.stringify([its.name, version, its.tenancy ? tenantId : ""]);
    let environments = this.#environments.get(key);
    if (environments === undefined) {
      const code = its.code(version);
      const make = (): Environment => code.start(this.#settings(its, version, code.handler));
      environments = new Environments(make, this.#warm, this.#room, code.environmentMb);
      // Every tenant has its own environments, so drop the lists that are empty.
      for (const [other, { isEmpty }] of this.#environments) if (isEmpty) this.#environments.delete(other);
      this.#environments.set(key, environments);
    }
    return environments;
  }

  #settings(its: LambdaFunction, version: string, handler: string): EnvironmentSettings {
    const { region, logBytes, resultBytes } = this.#options;
    const logGroup = `/aws/lambda/${its.name}`;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[${version}]${crypto.randomUUID().replaceAll("-", "")}`;
    return {
      memoryMb: its.memoryMb,
      logBytes,
      resultBytes,
      variables: {
        TZ: ":UTC",
        ...its.environment,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: its.name,
        AWS_LAMBDA_FUNCTION_VERSION: version,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(its.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
        _HANDLER: handler,
      },
      context: {
        functionName: its.name,
        functionVersion: version,
        memoryLimitInMB: String(its.memoryMb),
        logGroupName: logGroup,
        logStreamName: logStream,
      },
      ...(its.hearLog && { hearLog: its.hearLog }),
    };
  }
}

function startLine({ requestId, version }: Job): string {
  return `START RequestId: ${requestId} Version: ${version}\n`;
}

/** @param initMs how long the environment took to start, when it was started for this job */
function endLines(
  environment: Environment,
  { requestId, function: its }: Job,
  ms: number,
  initMs: number | undefined,
  status: string | undefined,
): string {
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(ms)} ms`,
    `Memory Size: ${its.memoryMb} MB`,
    `Max Memory Used: ${Math.ceil(environment.memoryUsed() / 1_048_576)} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    status === undefined ? "" : `Status: ${status}`,
  ].join("\t");
  return `END RequestId: ${requestId}\n${report}\n`;
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

/** Whether a job takes tens of megabytes of this process. */
function isHeavy(job: Job, sink: Sink): boolean {
  // Code in this process may invoke functions itself. What it takes is unknown, and others must not wait for it.
  if (job.function.code(job.version).environmentMb === 0) return false;
  return bytesOf(job, sink) > HEAVY_WEIGHT;
}

/** Bytes of the event or of the result, whichever takes more. A stream that is passed on as it is written takes none. */
function bytesOf({ weight, output, function: its }: Job, sink: Sink): number {
  return Math.max(weight, output.result, sink.passes && its.streams ? 0 : output.stream);
}

/** The outcome of a function that exceeds its memory. */
function outOfMemory(requestId: string): RunOutcome {
  return exitError(requestId, "Runtime exited with error: signal: killed");
}

function exitError(requestId: string, says: string): RunOutcome {
  return platformError("Runtime.ExitError", requestId, says, "error\tError Type: Runtime.ExitError");
}

/** An error that the platform reports, not the runtime. */
function platformError(errorType: string, requestId: string, says: string, status: string): RunOutcome {
  const errorMessage = `RequestId: ${requestId} Error: ${says}`;
  return { error: JSON.stringify({ errorType, errorMessage }), status };
}
