import type { ErrorSpec } from "../../specs/error-spec.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Member, Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { AsyncQueue } from "./async-queue.ts";
import { Authenticator, exampleKeys, type Key } from "./authenticator.ts";
import {
  callersId,
  checkCallersId,
  checkConcurrency,
  checkConfiguration,
  checkReservedHeaders,
  checkSize,
} from "./checks.ts";
import { Collected } from "./collected.ts";
import { clientContextText, payloadText } from "./content.ts";
import { defaults } from "./defaults.ts";
import { DurableExecutions } from "./durable-executions.ts";
import type { Sink } from "./environment.ts";
import { errorReply } from "./error-reply.ts";
import { FunctionDirectory, type InvokedFunction } from "./function-directory.ts";
import { parseFunctionName } from "./function-name.ts";
import { type FunctionOptions, functionsOf } from "./function-options.ts";
import { NO_OUTPUT } from "./function-output.ts";
import { Injector } from "./injector.ts";
import { Outbox } from "./outbox.ts";
import { probeFunctions } from "./probe-functions.ts";
import { Refusal } from "./refusal.ts";
import { replyHead } from "./reply-head.ts";
import { type Input, Router } from "./router.ts";
import { HEAVY_WEIGHT, type Job, Runner, type RunOutcome } from "./runner.ts";
import { checkShape } from "./shape.ts";
import { StreamBody, type StreamFrames, streamFrames } from "./stream-body.ts";
import { tellCollector } from "./tell-collector.ts";
import { traceId } from "./trace-id.ts";

/** The options of a reference. Without any, it has the probe and its relatives, and accepts unsigned requests. */
export interface ReferenceOptions {
  /** Default: the specification of the newest edition. */
  readonly specification?: Specification;
  /** Functions of your own, by name, in addition to the probe. */
  readonly functions?: Readonly<Record<string, FunctionOptions>>;
  /** Folder that paths of handlers are relative to; default: the current directory. */
  readonly folder?: string;
  /**
   * Receives the log of your own functions, with START, END and REPORT, in pieces that need not be whole lines. Default: the log is
   * dropped.
   */
  readonly log?: (text: string, functionName: string) => void;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** 12 digits; default `123456789012`. */
  readonly account?: string;
  /** Name of the probe; default `probe`. The names of the other fixture functions begin with it. */
  readonly function?: string;
  /** Whether to refuse requests without a valid signature by one of the keys. Default: accept them all. */
  readonly verifySignatures?: boolean;
  /** Default: `exampleKeys`. */
  readonly keys?: readonly Key[];
  /** Errors for otherwise successful requests: `CODE` for all of them, `CODE=RATE` for that share of them (0 to 1). */
  readonly inject?: readonly string[];
  /** Seed for the injected errors; default 0. */
  readonly seed?: number;
  /**
   * Hosts that functions may report their executions to, in addition to this machine. The list is needed because whoever invokes a function
   * chooses the URL.
   */
  readonly collectors?: readonly string[];
  /** ms before each further attempt at a failing asynchronous event; default 50 and 100. AWS waits for minutes. */
  readonly retryDelays?: readonly number[];
  /** ms after which an event is dropped, for a function with a maximum event age; default 1000. The minimum of AWS is 60,000 ms. */
  readonly maxEventAge?: number;
}

/** An endpoint that keeps the specification: it takes raw requests and gives raw replies. A door makes a server of it. */
export interface Reference {
  /** The region of its functions. */
  readonly region: string;
  /** Answers a request. Never rejects because of the content of a request. */
  handle(request: RawRequest): Promise<RawReply>;
  /** The replies that are not yet sent. A door that reports to it keeps the reference from making more than clients read. */
  readonly outbox: Outbox;
  /** Ends all functions. */
  close(): Promise<void>;
}

/**
 * Makes a reference.
 * @throws UserError for an invalid `inject`, and for invalid options of functions
 */
export function createReference(options: ReferenceOptions = {}): Reference {
  return new LambdaReference(options);
}

/** The host names of this machine in URLs. */
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

class LambdaReference implements Reference {
  readonly region: string;
  readonly outbox: Outbox = new Outbox();
  readonly #router: Router;
  readonly #errors: ReadonlyMap<string, ErrorSpec>;
  readonly #authenticator: Authenticator | undefined;
  readonly #directory: FunctionDirectory;
  readonly #injector: Injector;
  readonly #runner: Runner;
  readonly #queue: AsyncQueue;
  readonly #durable = new DurableExecutions();
  readonly #frames: StreamFrames;

  constructor(options: ReferenceOptions) {
    const { operations, errors, fixtures } = options.specification ?? loadSpecification();
    const region = options.region ?? defaults.region;
    this.region = region;
    const account = options.account ?? defaults.account;
    this.#router = new Router(Object.values(operations));
    this.#errors = new Map(errors.map((spec) => [spec.code, spec]));
    this.#authenticator = options.verifySignatures
      ? new Authenticator(options.keys ?? exampleKeys, region, "lambda")
      : undefined;
    const collectors = [...LOOPBACK, ...(options.collectors ?? [])];
    const probes = probeFunctions(fixtures, options.function ?? defaults.function, collectors);
    const own = functionsOf(options.functions ?? {}, {
      folder: options.folder ?? process.cwd(),
      log: options.log,
      others: probes,
    });
    this.#directory = new FunctionDirectory([...probes, ...own], region, account);
    this.#injector = new Injector(options.inject ?? [], this.#errors, options.seed ?? 0);
    const logBytes = Math.max(...Object.values(operations).map(({ limits }) => limits.log));
    const resultBytes = Math.max(...Object.values(operations).map(({ limits }) => limits.response));
    this.#runner = new Runner({ region, logBytes, resultBytes, outbox: this.outbox });
    this.#queue = new AsyncQueue({
      delays: options.retryDelays ?? [50, 100],
      maxAge: options.maxEventAge ?? 1000,
      isBusy: ({ function: its }) => this.#runner.running(its) >= its.concurrency,
      // Only destinations and dead-letter queues learn the outcome of an event.
      run: async (job) => withoutStreamError(await this.#runner.run(job, new Collected(0)), job),
      tell: (end) => tellCollector(end, collectors),
    });
    this.#frames = streamFrames(operations.InvokeWithResponseStream);
  }

  async handle(request: RawRequest): Promise<RawReply> {
    const requestId = callersId(request) ?? crypto.randomUUID();
    try {
      return await this.#answer(request, requestId);
    } catch (error) {
      const spec = error instanceof Refusal ? this.#errors.get(error.code) : undefined;
      if (spec === undefined) throw error;
      return errorReply(spec, error as Refusal, requestId);
    }
  }

  async close(): Promise<void> {
    this.#queue.close();
    await this.#runner.close();
  }

  /** Makes all checks, in the order of AWS as far as it is known. */
  async #answer(request: RawRequest, requestId: string): Promise<RawReply> {
    const signer = this.#authenticator?.signerOf(request);
    checkReservedHeaders(request);
    const { operation, input: sent } = this.#router.route(request);
    const name = parseFunctionName(sent["FunctionName"] ?? "");
    if (signer?.mayInvoke === false) throw this.#directory.denied(signer.credentials.accessKeyId, name);
    checkShape(operation, sent);
    const streams = operation.events.length > 0;
    // In recordings, AWS runs a stream whatever its InvocationType: for DryRun, and for Event, which the model does not list.
    const input = streams ? { ...sent, InvocationType: "RequestResponse" } : sent;
    checkCallersId(request);
    checkSize(operation, input, request.length ?? request.body.length);
    const subject = this.#directory.find(name, input["Qualifier"]);
    const trace = traceId(subject.versionArn, headerValue(request.headers, "x-amzn-trace-id"));
    const job = jobOf(subject, operation, input, request.body, { requestId, traceId: trace });
    checkConfiguration(subject, input);
    this.#injector.strike(operation.name);
    if (input["InvocationType"] === "DryRun") return emptyReply(operation, "DryRun", job);
    if (input["InvocationType"] === "Event") return this.#accept(operation, job);
    checkConcurrency(subject, this.#runner.running(subject.function));
    return await (streams ? this.#stream(operation, job) : this.#invoke(operation, job));
  }

  #accept(operation: Operation, job: Job): RawReply {
    if (job.function.durable) {
      return emptyReply(operation, "Event", job, this.#start(job, new Collected(0), true).arn);
    }
    this.#queue.accept(job);
    return emptyReply(operation, "Event", job);
  }

  async #invoke(operation: Operation, job: Job): Promise<RawReply> {
    const { response } = operation.limits;
    const written = new Collected(response);
    const execution = this.#start(job, written);
    const outcome = withoutStreamError(await execution.outcome, job);
    const { error, result, log } = limited(outcome, written.size, response);
    const text = error ?? result;
    const body = text === undefined ? written.bytes() : Buffer.from(text);
    const head = replyHead(operation, "RequestResponse", job, {
      type: text === undefined && written.size > 0 ? "application/octet-stream" : "application/json",
      length: body.length,
      outputs: {
        FunctionError: error === undefined ? undefined : "Unhandled",
        LogResult: log?.toString("base64"),
        ExecutedVersion: job.version,
        DurableExecutionArn: execution.arn,
      },
    });
    return { ...head, body };
  }

  async #stream(operation: Operation, job: Job): Promise<RawReply> {
    const body = new StreamBody(this.#frames);
    this.#start(job, body).outcome.then((outcome) =>
      body.end(limited(outcome, 0, operation.limits.response)),
    );
    const head = replyHead(operation, "RequestResponse", job, {
      type: "application/vnd.amazon.eventstream",
      remappedType: await body.begun,
      outputs: { ExecutedVersion: job.version },
    });
    return { ...head, body };
  }

  /** Runs a job. All requests that name the same durable execution share one run. */
  #start(
    job: Job,
    sink: Sink,
    isEvent = false,
  ): { readonly arn?: string; readonly outcome: Promise<RunOutcome> } {
    const run = (its: Job): Promise<RunOutcome> => this.#runner.run(its, sink);
    return job.function.durable ? this.#durable.start(job, run, isEvent) : { outcome: run(job) };
  }
}

/** @throws Refusal for a payload or a client context that cannot be read, in this order */
function jobOf(
  subject: InvokedFunction,
  operation: Operation,
  input: Input,
  body: Uint8Array,
  ids: Pick<Job, "requestId" | "traceId">,
): Job {
  const payload = payloadText(memberOf(operation, "Payload"), body);
  // An event has no client context, so AWS does not even check one.
  const context = input["InvocationType"] === "Event" ? undefined : input["ClientContext"];
  const clientContext =
    context === undefined ? undefined : clientContextText(memberOf(operation, "ClientContext"), context);
  return {
    function: subject.function,
    version: subject.version,
    versionArn: subject.versionArn,
    ...ids,
    payload: payload.text,
    weight: payload.weight,
    output: payload.weight > HEAVY_WEIGHT ? NO_OUTPUT : subject.function.output(payload.text),
    arn: subject.arn,
    clientContext,
    tenantId: input["TenantId"],
    durableName: input["DurableExecutionName"],
    tail: input["LogType"] === "Tail",
  };
}

function memberOf({ inputs }: Operation, name: string): Member {
  return inputs.find((member) => member.name === name) as Member;
}

/** Unless somebody reads its stream, a streaming handler counts as successful, however it ends. */
function withoutStreamError(outcome: RunOutcome, job: Job): RunOutcome {
  const { error, ...others } = outcome;
  return job.function.streams && error !== undefined ? others : outcome;
}

/** Turns a result over the limit into a function error. */
function limited(outcome: RunOutcome, written: number, limit: number): RunOutcome {
  const { result, tooLong } = outcome;
  const size = tooLong ?? (result === undefined ? written : Buffer.byteLength(result));
  if (outcome.error !== undefined || size <= limit) return outcome;
  const error = JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
  return outcome.log === undefined ? { error } : { error, log: outcome.log };
}

function emptyReply(operation: Operation, type: string, job: Job, durableArn?: string): RawReply {
  const head = replyHead(operation, type, job, { length: 0, outputs: { DurableExecutionArn: durableArn } });
  return { ...head, body: new Uint8Array() };
}
