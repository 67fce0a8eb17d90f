import { join } from "node:path";
import type { Ending, Environment, Invocation, Sink } from "./environment.ts";
import { Environments } from "./environments.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import { NodeEnvironment } from "./node-environment.ts";
import { PythonEnvironment } from "./python-environment.ts";
import { WarmEnvironments } from "./warm-environments.ts";

/** One invocation of a function, past all checks. */
export interface Job extends Omit<Invocation, "deadline"> {
  readonly function: LambdaFunction;
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
}

/** Environments that stay warm when nobody uses them: each takes a dozen megabytes, and every tenant has its own. */
const WARM = 20;
const PROBE = join(import.meta.dirname, "../probe");

/** Runs jobs in execution environments: really, with time limit, memory limit and log. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #environments = new Map<string, Environments>();
  readonly #warm = new WarmEnvironments(WARM);
  /** Those that have run something: they started before the invocation. */
  readonly #used = new WeakSet<Environment>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Never rejects for anything that the function does. */
  async run(job: Job, sink: Sink): Promise<RunOutcome> {
    const environments = this.#environmentsOf(job);
    const environment = await environments.take();
    const initMs = this.#used.has(environment) ? undefined : await environment.started;
    this.#used.add(environment);
    const began = performance.now();
    const outcome = await this.#limited(environment, job, sink);
    const ms = performance.now() - began;
    const log = job.tail ? this.#tail(environment, job, ms, initMs, outcome.status) : undefined;
    const told = environment.streams ? {} : outcome;
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
      environments = new Environments(() => this.#environment(its, version), this.#warm);
      this.#environments.set(key, environments);
    }
    return environments;
  }

  #environment(its: LambdaFunction, version: string): Environment {
    const { region, logBytes } = this.#options;
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
      variables: {
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_LAMBDA_FUNCTION_NAME: its.name,
        AWS_LAMBDA_FUNCTION_VERSION: version,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(its.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: logStream,
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
    case "failed":
      return { error: ending.error };
    case "ended":
      return {};
    case "exited":
      return platformError(
        "Runtime.ExitError",
        requestId,
        ending.how,
        "error\tError Type: Runtime.ExitError",
      );
  }
}

/** An error that the platform, not the runtime, tells of. */
function platformError(errorType: string, requestId: string, says: string, status: string): RunOutcome {
  const errorMessage = `RequestId: ${requestId} Error: ${says}`;
  return { error: JSON.stringify({ errorType, errorMessage }), status };
}
