import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "../targets/handler-target.ts";
import { jsonReply } from "../targets/json-reply.ts";
import { percentDecoded } from "../targets/reference/router.ts";
import { headerValue } from "../wire/raw-headers.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { type Order, orderIn } from "./order-in.ts";

/** One request as a small emulator reads it. */
export interface MiniatureCall {
  readonly request: RawRequest;
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly type: string;
  readonly order: Order | undefined;
  /** The body as JSON. Undefined if it is not JSON. */
  readonly event: unknown;
}

/** The parts of a small emulator. Each can be replaced by a wrong one. */
export interface MiniatureParts {
  /** The refusal of an invalid parameter. Undefined if all are valid. */
  refused(call: MiniatureCall): RawReply | undefined;
  knows(call: MiniatureCall): boolean;
  notFound(call: MiniatureCall): RawReply;
  brokenJson(call: MiniatureCall): RawReply;
  accepted(call: MiniatureCall): RawReply | Promise<RawReply>;
  checked(call: MiniatureCall): RawReply;
  /** Runs the function in a free environment or a new one. */
  run(call: MiniatureCall, environments: MiniatureEnvironments): Promise<Ended>;
  returned(result: unknown, call: MiniatureCall): RawReply;
  failed(error: FunctionError, call: MiniatureCall): RawReply;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** How a function ended. */
export type Ended = { readonly result: unknown } | { readonly error: FunctionError };

/** An execution environment, with the state of the probe's module. */
export interface MiniatureEnvironment {
  readonly id: string;
  calls: number;
  unfinished: number;
}

/** The free environments of one function. */
export type MiniatureEnvironments = MiniatureEnvironment[];

export function newEnvironment(): MiniatureEnvironment {
  return { id: crypto.randomUUID(), calls: 0, unfinished: 0 };
}

/** The timeout of a function in ms. */
export function timeoutOf(name: string): number {
  return name.endsWith("-short-timeout") ? 1000 : 30_000;
}

const START_FAULTS: Readonly<Record<string, string>> = {
  "no-handler": "Runtime.HandlerNotFound",
  "no-module": "Runtime.ImportModuleError",
  "syntax-error": "Runtime.UserCodeSyntaxError",
  "throws-at-load": "Error",
};

/** The error type of a function that cannot start. Undefined for all others. */
export function startFault(name: string): string | undefined {
  return START_FAULTS[name.replace(/^probe-/, "")];
}

const VERSION = { "X-Amz-Executed-Version": "$LATEST" };

/** The parts as a careful author would write them in a few dozen lines. */
export const SOUND: MiniatureParts = {
  refused: ({ name, qualifier, request }) => {
    const tenant = headerValue(request.headers, "X-Amz-Tenant-Id") ?? "a";
    const execution = headerValue(request.headers, "X-Amz-Durable-Execution-Name") ?? "a";
    const sound =
      /^(arn:aws:lambda:[a-z]+-[a-z]+-\d:)?(\d{12}:)?(function:)?[\w.-]+(:[\w$-]+)?$/.test(name) &&
      name.length <= 256 &&
      /^[\w$-]{1,128}$/.test(qualifier ?? "a") &&
      /^[\w.:/=+\-@ ]{1,256}$/.test(tenant) &&
      /^[\w-]{1,64}$/.test(execution);
    const message = "1 validation error detected: Value at 'functionName' failed to satisfy constraint";
    return sound ? undefined : jsonReply(400, { message }, { "x-amzn-ErrorType": "ValidationException" });
  },
  knows: ({ name, qualifier }) =>
    (/^(arn:aws:lambda:us-east-1:)?(123456789012:function:)?probe(-short-timeout)?$/.test(name) ||
      startFault(name) !== undefined) &&
    (qualifier ?? "$LATEST") === "$LATEST",
  notFound: ({ name }) =>
    jsonReply(
      404,
      { Message: `Function not found: arn:aws:lambda:us-east-1:123456789012:function:${name}`, Type: "User" },
      { "x-amzn-ErrorType": "ResourceNotFoundException" },
    ),
  brokenJson: () =>
    jsonReply(
      400,
      { Type: "User", message: "Could not parse request body into json: Could not parse payload into json" },
      { "x-amzn-ErrorType": "InvalidRequestContentException" },
    ),
  accepted: () => ({
    ...jsonReply(202, null),
    headers: [["x-amzn-RequestId", crypto.randomUUID()]],
    body: Buffer.alloc(0),
  }),
  checked: () => ({
    ...jsonReply(204, null),
    headers: [["x-amzn-RequestId", crypto.randomUUID()]],
    body: Buffer.alloc(0),
  }),
  run: async (call, environments) => {
    const fault = startFault(call.name);
    if (fault !== undefined) return { error: { errorType: fault, errorMessage: "it cannot be loaded" } };
    const environment = environments.pop() ?? newEnvironment();
    const ms = timeoutOf(call.name);
    const ended = await Promise.race([work(call, environment), sleep(ms, undefined)]);
    if (ended === undefined) return { error: timedOut(ms) };
    if (call.order?.exit === undefined) environments.push(environment);
    return ended;
  },
  returned: (result) => jsonReply(200, result ?? null, VERSION),
  failed: (error) => jsonReply(200, error, { ...VERSION, "X-Amz-Function-Error": "Unhandled" }),
};

/** Carries out the probe's instruction in an environment. */
export async function work(
  { event, order }: MiniatureCall,
  environment: MiniatureEnvironment,
): Promise<Ended> {
  environment.calls += 1;
  const { id, calls, unfinished } = environment;
  const beganAt = Date.now();
  environment.unfinished += 1;
  if (order?.sleep !== undefined) await sleep(order.sleep.ms);
  environment.unfinished -= 1;
  if (order === undefined) return { result: event };
  const { return: returned, throw: thrown, exit, nonce } = order;
  if (returned !== undefined) return { result: returned.value };
  if (thrown !== undefined) return { error: { errorType: thrown.type, errorMessage: thrown.message } };
  if (exit !== undefined) {
    return { error: { errorType: "Runtime.ExitError", errorMessage: "Runtime exited" } };
  }
  const told = { environment: id, calls, unfinished, exited: false, beganAt, endedAt: Date.now() };
  return { result: { ...(order.environment && told), nonce } };
}

export function timedOut(ms: number): FunctionError {
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
  };
}

/**
 * A whole small emulator of Invoke, of the size that people write. It knows the probe, the probe with a short timeout, and functions that cannot
 * start. `wrong` replaces some of its parts.
 */
export function miniature(wrong: Partial<MiniatureParts> = {}): Handler {
  const parts = { ...SOUND, ...wrong };
  const functions = new Map<string, MiniatureEnvironments>();
  return {
    handle: async (request) => {
      const [, label] = /^\/2015-03-31\/functions\/([^/?]*)\/invocations/.exec(request.target) ?? [];
      const call: MiniatureCall = {
        request,
        name: percentDecoded(label ?? ""),
        qualifier: /[?&]Qualifier=([^&]*)/.exec(percentDecoded(request.target))?.[1],
        type: headerValue(request.headers, "X-Amz-Invocation-Type") ?? "RequestResponse",
        order: orderIn(request),
        event: parsed(request.body),
      };
      if (label === undefined) return parts.notFound(call);
      const refusal = parts.refused(call);
      if (refusal !== undefined) return refusal;
      if (!parts.knows(call)) return parts.notFound(call);
      if (call.event === undefined) return parts.brokenJson(call);
      if (call.type === "DryRun") return parts.checked(call);
      if (call.type === "Event") return parts.accepted(call);
      const environments = functions.get(call.name) ?? [];
      functions.set(call.name, environments);
      const ended = await parts.run(call, environments);
      return "error" in ended ? parts.failed(ended.error, call) : parts.returned(ended.result, call);
    },
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8") || "{}");
  } catch {
    return undefined;
  }
}
