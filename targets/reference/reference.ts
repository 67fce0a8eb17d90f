import type { ErrorSpec } from "../../specs/error-spec.ts";
import type { Member, Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { AsyncQueue } from "./async-queue.ts";
import { Authenticator, exampleKeys, type Key } from "./authenticator.ts";
import { Collected } from "./collected.ts";
import { clientContextText, payloadText } from "./content.ts";
import { tellCollector } from "./dead-letter.ts";
import { defaults } from "./defaults.ts";
import { DurableExecutions } from "./durable-executions.ts";
import { errorReply } from "./error-reply.ts";
import { type FunctionName, parseFunctionName } from "./function-name.ts";
import { Injector } from "./injector.ts";
import { functionsOf, LATEST, type LambdaFunction } from "./lambda-function.ts";
import { Refusal } from "./refusal.ts";
import { type Input, Router } from "./router.ts";
import { type Job, type Outcome, Runner } from "./runner.ts";
import { checkShape } from "./shape.ts";
import { StreamBody, type StreamFrames, streamFrames } from "./stream-body.ts";
import { traceId } from "./trace-id.ts";

export interface ReferenceOptions {
  readonly specification: Specification;
  /** Default us-east-1. */
  readonly region?: string;
  /** Twelve digits; default 123456789012. */
  readonly account?: string;
  /** Name of the probe; the names of the other functions begin with it. Default `probe`. */
  readonly function?: string;
  /** Refuse requests that are not signed soundly by one of the keys. Default: take them all. */
  readonly verifySignatures?: boolean;
  /** Default: `exampleKeys`. */
  readonly keys?: readonly Key[];
  /** Errors to answer sound requests with: `CODE` always, `CODE=RATE` that share of them. */
  readonly inject?: readonly string[];
  /** Of the injected errors; default 0. */
  readonly seed?: number;
  /** ms before each further attempt of an asynchronous event that fails; the service waits minutes. Default 50 and 100. */
  readonly retryDelays?: readonly number[];
}

/** An endpoint that keeps the specification: raw requests in, raw replies out. Doors make a server of it. */
export interface Reference {
  /** Never rejects for anything that a request holds. */
  handle(request: RawRequest): Promise<RawReply>;
  /** Ends all functions. */
  close(): Promise<void>;
}

/** @throws UserError for an `inject` that cannot be read */
export function createReference(options: ReferenceOptions): Reference {
  return new LambdaReference(options);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const REQUEST_ID = "x-amzn-RequestId";

/** What a call is about, once its name was found. */
interface Subject {
  readonly function: LambdaFunction;
  readonly version: string;
  readonly versionArn: string;
  /** As the caller named it. */
  readonly arn: string;
  readonly qualified: boolean;
}

/** What a reply says in header fields beside its id: output members by name. */
type Outputs = Readonly<Record<string, string | undefined>>;

class LambdaReference implements Reference {
  readonly #region: string;
  readonly #account: string;
  readonly #router: Router;
  readonly #errors: ReadonlyMap<string, ErrorSpec>;
  readonly #authenticator: Authenticator | undefined;
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #injector: Injector;
  readonly #runner: Runner;
  readonly #queue: AsyncQueue;
  readonly #durable = new DurableExecutions();
  readonly #frames: StreamFrames;

  constructor(options: ReferenceOptions) {
    const { specification } = options;
    const operations = Object.values(specification.operations);
    this.#region = options.region ?? defaults.region;
    this.#account = options.account ?? defaults.account;
    this.#router = new Router(operations);
    this.#errors = new Map(specification.errors.map((spec) => [spec.code, spec]));
    this.#authenticator = options.verifySignatures
      ? new Authenticator(options.keys ?? exampleKeys, this.#region, "lambda")
      : undefined;
    this.#functions = functionsOf(specification.fixtures, options.function ?? defaults.function);
    this.#injector = new Injector(options.inject ?? [], this.#errors, options.seed ?? 0);
    this.#runner = new Runner({
      region: this.#region,
      logBytes: Math.max(...operations.map(({ limits }) => limits.log)),
    });
    this.#frames = streamFrames(specification.operations.InvokeWithResponseStream);
    this.#queue = new AsyncQueue({
      delays: options.retryDelays ?? [50, 100],
      run: (job) => this.#runner.run(job, new Collected(0)),
      bury: tellCollector,
    });
  }

  async handle(request: RawRequest): Promise<RawReply> {
    const told = headerValue(request.headers, REQUEST_ID);
    const requestId = told !== undefined && UUID.test(told) ? told : crypto.randomUUID();
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

  /** All checks, in the order in which the service makes them as far as that is known. */
  async #answer(request: RawRequest, requestId: string): Promise<RawReply> {
    const signer = this.#authenticator?.signerOf(request);
    const { operation, input } = this.#router.route(request);
    const name = parseFunctionName(input["FunctionName"] ?? "");
    if (signer?.mayInvoke === false) throw this.#denied(signer.credentials.accessKeyId, name);
    checkShape(operation, input);
    checkRequestId(request);
    checkSize(operation, input, request.body.length);
    const subject = this.#find(name, input["Qualifier"]);
    const job = jobOf(subject, operation, input, request.body, requestId);
    checkConfiguration(subject, input);
    this.#injector.strike();
    if (input["InvocationType"] === "DryRun") return emptyReply(operation, "DryRun", job, {});
    if (input["InvocationType"] === "Event") return this.#accept(subject, operation, input, job);
    if (subject.function.throttled) throw throttled();
    return operation.events.length > 0
      ? this.#stream(operation, job)
      : await this.#invoke(subject, operation, input, job);
  }

  #find(name: FunctionName, parameter: string | undefined): Subject {
    if (name.region !== undefined && name.region !== this.#region) {
      throw new Refusal(
        "ResourceNotFoundException",
        `Functions from '${name.region}' are not reachable in this region ('${this.#region}')`,
      );
    }
    if (name.qualifier !== undefined && parameter !== undefined && name.qualifier !== parameter) {
      throw new Refusal(
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      );
    }
    if (name.account !== undefined && name.account !== this.#account) throw this.#denied("caller", name);
    const qualifier = name.qualifier ?? parameter;
    const base = this.#arn(name);
    const its = this.#functions.get(name.name);
    const version = its?.qualifiers.get(qualifier ?? LATEST);
    if (
      its === undefined ||
      version === undefined ||
      (name.partition ?? defaults.partition) !== defaults.partition
    ) {
      throw new Refusal("ResourceNotFoundException", `Function not found: ${base}:${qualifier ?? LATEST}`);
    }
    return {
      function: its,
      version,
      versionArn: `${base}:${version}`,
      arn: qualifier === undefined ? base : `${base}:${qualifier}`,
      qualified: qualifier !== undefined,
    };
  }

  #arn({ partition, region, account, name }: FunctionName): string {
    const [where, whose] = [region ?? this.#region, account ?? this.#account];
    return `arn:${partition || defaults.partition}:lambda:${where}:${whose}:function:${name}`;
  }

  #denied(who: string, name: FunctionName): Refusal {
    const user = `arn:${defaults.partition}:iam::${this.#account}:user/${who}`;
    return new Refusal(
      "AccessDeniedException",
      `User: ${user} is not authorized to perform: lambda:InvokeFunction on resource: ${this.#arn(name)} because no identity-based policy allows the lambda:InvokeFunction action`,
    );
  }

  #accept(subject: Subject, operation: Operation, input: Input, job: Job): RawReply {
    let arn: string | undefined;
    if (subject.function.durable) {
      const execution = this.#durable.open(job, subject.versionArn, input["DurableExecutionName"]);
      arn = execution.arn;
      execution.outcome ??= this.#runner.run(job, new Collected(0));
    } else this.#queue.accept(job);
    return emptyReply(operation, "Event", job, { DurableExecutionArn: arn });
  }

  async #invoke(subject: Subject, operation: Operation, input: Input, job: Job): Promise<RawReply> {
    const { response } = operation.limits;
    const written = new Collected(response);
    let arn: string | undefined;
    let outcome: Outcome;
    if (subject.function.durable) {
      const execution = this.#durable.open(job, subject.versionArn, input["DurableExecutionName"]);
      arn = execution.arn;
      execution.outcome ??= this.#runner.run(job, written);
      outcome = await execution.outcome;
    } else outcome = await this.#runner.run(job, written);
    const { error, result, log } = limited(outcome, written.size, response);
    const body = error ?? result;
    const bytes = body === undefined ? written.bytes() : Buffer.from(body);
    const type = body === undefined ? (written.type ?? "application/octet-stream") : "application/json";
    return {
      status: operation.statuses["RequestResponse"] ?? 200,
      headers: headersOf(
        operation,
        job,
        { type, length: bytes.length },
        {
          FunctionError: error === undefined ? undefined : "Unhandled",
          LogResult: log?.toString("base64"),
          ExecutedVersion: subject.version,
          DurableExecutionArn: arn,
        },
      ),
      body: bytes,
    };
  }

  #stream(operation: Operation, job: Job): RawReply {
    const body = new StreamBody(this.#frames);
    this.#runner.run(job, body).then((outcome) => body.end(limited(outcome, 0, operation.limits.response)));
    return {
      status: operation.statuses["RequestResponse"] ?? 200,
      headers: headersOf(
        operation,
        job,
        { type: "application/vnd.amazon.eventstream" },
        {
          ExecutedVersion: job.version,
        },
      ),
      body,
    };
  }
}

/** A caller may name the request; a name that is none is a fault of the request. */
function checkRequestId({ headers }: RawRequest): void {
  const told = headerValue(headers, REQUEST_ID);
  if (told === undefined || UUID.test(told)) return;
  throw new Refusal("InvalidRequestContentException", `The header ${REQUEST_ID} is not a valid UUID string.`);
}

function checkSize(operation: Operation, input: Input, bytes: number): void {
  const type = input["InvocationType"] ?? "";
  const limit = operation.limits.request[type] ?? Number.POSITIVE_INFINITY;
  if (bytes <= limit) return;
  // The service calls the action by the name that permissions have.
  const action = operation.name === "Invoke" ? "InvokeFunction" : operation.name;
  throw new Refusal(
    "RequestEntityTooLargeException",
    type === "Event"
      ? `${bytes} byte payload is too large for the Event invocation type (limit ${limit} bytes)`
      : `Request must be smaller than ${limit} bytes for the ${action} operation`,
  );
}

/** What the function's configuration asks of a call. */
function checkConfiguration({ function: its, qualified }: Subject, input: Input): void {
  if (its.tenancy && input["TenantId"] === undefined) {
    throw new Refusal(
      "InvalidParameterValueException",
      "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
    );
  }
  if (its.durable && !qualified) {
    throw new Refusal(
      "InvalidParameterValueException",
      "You cannot invoke a durable function using an unqualified ARN.",
    );
  }
}

function throttled(): Refusal {
  return new Refusal("TooManyRequestsException", "Rate Exceeded.", {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
}

/** @throws Refusal for a payload or a client context that cannot be read, in this order */
function jobOf(
  subject: Subject,
  operation: Operation,
  input: Input,
  body: Uint8Array,
  requestId: string,
): Job {
  const payload = payloadText(memberOf(operation, "Payload"), body);
  const context = input["ClientContext"];
  const clientContext =
    context === undefined ? undefined : clientContextText(memberOf(operation, "ClientContext"), context);
  return {
    function: subject.function,
    version: subject.version,
    requestId,
    payload,
    arn: subject.arn,
    traceId: traceId(subject.versionArn),
    // Only who waits for the answer has a context.
    clientContext: input["InvocationType"] === "Event" ? undefined : clientContext,
    tenantId: input["TenantId"],
    tail: input["LogType"] === "Tail",
  };
}

function memberOf({ inputs }: Operation, name: string): Member {
  return inputs.find((member) => member.name === name) as Member;
}

function limited(outcome: Outcome, written: number, limit: number): Outcome {
  const size = outcome.result === undefined ? written : Buffer.byteLength(outcome.result);
  if (outcome.error !== undefined || size <= limit) return outcome;
  const error = JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
  return outcome.log === undefined ? { error } : { error, log: outcome.log };
}

function emptyReply(operation: Operation, type: string, job: Job, outputs: Outputs): RawReply {
  const status = operation.statuses[type] ?? 200;
  // A reply without content by its status has no length either (RFC 9110, 8.6).
  const content = status === 204 ? {} : { length: 0 };
  return { status, headers: headersOf(operation, job, content, outputs), body: new Uint8Array() };
}

/** In the order and case in which the service was seen to send them. */
function headersOf(
  operation: Operation,
  job: Job,
  { type, length }: { readonly type?: string; readonly length?: number },
  outputs: Outputs,
): RawHeaders {
  const headers: [string, string][] = [["Date", new Date().toUTCString()]];
  if (type !== undefined) headers.push(["Content-Type", type]);
  if (length !== undefined) headers.push(["Content-Length", String(length)]);
  headers.push(
    ["Connection", "keep-alive"],
    [REQUEST_ID, job.requestId],
    ["x-amzn-Remapped-Content-Length", "0"],
  );
  for (const { name, wireName } of operation.outputs) {
    const value = outputs[name];
    if (value !== undefined && wireName !== undefined) headers.push([wireName, value]);
  }
  headers.push(["X-Amzn-Trace-Id", job.traceId]);
  return headers;
}
