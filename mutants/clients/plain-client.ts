import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, ClientCall } from "../../drivers/clients/client.ts";
import type { ClientError, ClientOutcome } from "../../drivers/observation.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { type Frame, readFrames } from "../../wire/frames.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { sign } from "../../wire/sign.ts";

/** The replaceable steps of a plain client. A wrong client does one of them wrong. */
export interface Ways {
  /** Whether the client itself refuses the call. */
  refuses(call: ClientCall, sound: boolean): boolean;
  /** The request before it is signed. */
  request(sound: RawRequest, call: ClientCall): RawRequest;
  /** The request after it was signed. */
  signed(sound: RawRequest, call: ClientCall): RawRequest;
  /** What the client takes for the reply. */
  reply(came: Reply, call: ClientCall): Reply;
  /** Whether it tries again. */
  again(reply: Reply | Error, sound: boolean, call: ClientCall): boolean;
  /** The frames of a stream, with the faults that the client found. */
  frames(read: Frames, body: Uint8Array): Frames;
  /** What it returns to its caller. */
  outcome(sound: ClientOutcome, reply: Reply | Error, call: ClientCall): ClientOutcome;
}

export interface Reply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Uint8Array;
  /** Whether the connection was cut before the body was complete. */
  readonly cut: boolean;
}

/** Takes the place of a reply if the client itself refused the call. */
export class NotSent extends Error {}

export interface Frames {
  readonly frames: readonly Frame[];
  readonly faults: readonly { readonly says: string }[];
}

/** A client in this process that conforms to all clauses, except for the steps in `ways`. */
export function plainClient(name: string, ways: Partial<Ways> = {}): Client {
  const all: Ways = { ...sound, ...ways };
  return {
    name,
    start: async () => ({
      hello: {
        driver: name,
        version: "1",
        operations: ["Invoke", "InvokeWithResponseStream"],
        features: [
          "client-attempts",
          "client-durable",
          "client-error-members",
          "client-error-status",
          "client-exit-status",
          "client-knows-api",
          "client-retry-standard",
          "client-retries",
          "client-tenancy",
          "client-timeout",
        ],
      },
      call: (call) => perform(call, all),
      close: async () => {},
    }),
  };
}

let loaded: Specification["operations"] | undefined;

/** Loaded at first use, not on import, so that a fault of the specification reaches code that reports it in one line. */
function operations(): Specification["operations"] {
  loaded ??= loadSpecification().operations;
  return loaded;
}

const sound: Ways = {
  refuses: (_, refused) => refused,
  request: (request) => request,
  signed: (request) => request,
  reply: (reply) => reply,
  again: (_, again) => again,
  frames: (frames) => frames,
  outcome: (outcome) => outcome,
};

const THROTTLING = ["TooManyRequestsException", "ThrottlingException", "Throttling", "EC2ThrottledException"];
const TIMEOUTS = ["RequestTimeoutException", "RequestTimeout"];

async function perform(call: ClientCall, ways: Ways): Promise<ClientOutcome> {
  if (ways.refuses(call, call.input["FunctionName"] === undefined)) {
    const refused = new NotSent("FunctionName is missing");
    const error = { name: "MissingParameter", message: refused.message, sent: false };
    return ways.outcome({ error, exitStatus: 252, cliVersion: 2 }, refused, call);
  }
  const operation = operations()[call.operation];
  const most = call.maxAttempts ?? 3;
  for (let attempt = 1; ; attempt++) {
    const reply = await attemptOf(call, operation, ways);
    const again = ways.again(reply, attempt < most && isTransient(reply), call);
    if (!again) return ways.outcome(asCommand(outcomeOf(reply, operation, ways), call), reply, call);
    await sleep(5);
  }
}

/** Adds what the AWS CLI shows: this client is a library and the AWS CLI in one. */
function asCommand(outcome: ClientOutcome, { prints }: ClientCall): ClientOutcome {
  const printed = prints === undefined ? undefined : outcome.output?.[prints];
  return {
    ...outcome,
    cliVersion: 2,
    ...(outcome.output && { payloadType: "bytes" }),
    ...(printed !== undefined && { printed: String(printed) }),
  };
}

function isTransient(reply: Reply | Error): boolean {
  if (reply instanceof Error) return true;
  const { name } = errorOf(reply);
  return [500, 502, 503, 504].includes(reply.status) || (reply.status >= 400 && isRetried(name));
}

function isRetried(name: string): boolean {
  return THROTTLING.includes(name) || TIMEOUTS.includes(name);
}

async function attemptOf(call: ClientCall, operation: Operation, ways: Ways): Promise<Reply | Error> {
  const { host, hostname, port } = new URL(call.endpoint);
  const unsigned = ways.request(requestOf(call, operation), call);
  const request = ways.signed(await sign(unsigned, host, call.credentials, call.region), call);
  const has = headerValue(request.headers, "host") !== undefined;
  const fields = [...(has ? [] : [["Host", host] as const]), ...request.headers];
  return new Promise((resolve) => {
    const sending = httpRequest({
      hostname,
      port,
      method: request.method,
      path: request.target,
      headers: [...fields, ["Content-Length", String(request.body.length)] as const].flat() as string[],
      setHost: false,
      agent: false,
    });
    const timer = setTimeout(() => sending.destroy(new Error("timed out")), call.timeoutMs);
    const done = (reply: Reply | Error): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    sending.on("error", done);
    sending.on("response", (incoming) => {
      const pieces: Buffer[] = [];
      const headers: [string, string][] = [];
      for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
        headers.push([incoming.rawHeaders[index] as string, incoming.rawHeaders[index + 1] as string]);
      }
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("error", () => {});
      incoming.on("close", () => {
        const reply = { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(pieces) };
        done(ways.reply({ ...reply, cut: !incoming.complete }, call));
      });
    });
    sending.end(request.body);
  });
}

function requestOf({ input }: ClientCall, operation: Operation): RawRequest {
  let target = operation.path;
  const query: string[] = [];
  const headers: [string, string][] = [];
  for (const { name, place, wireName = name } of operation.inputs) {
    const value = input[name];
    if (value === undefined) continue;
    if (place === "path") target = target.replace(`{${wireName}}`, escaped(value));
    else if (place === "query") query.push(`${wireName}=${escaped(value)}`);
    else if (place === "header") headers.push([wireName, value]);
  }
  return {
    method: operation.method,
    target: query.length > 0 ? `${target}?${query.join("&")}` : target,
    headers,
    body: Buffer.from(input["Payload"] ?? "", "base64"),
  };
}

function escaped(text: string): string {
  const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}

function outcomeOf(reply: Reply | Error, operation: Operation, ways: Ways): ClientOutcome {
  if (reply instanceof Error) {
    return { error: { name: "ConnectionError", message: reply.message, sent: true }, exitStatus: 255 };
  }
  if (reply.status >= 400) return { error: { ...errorOf(reply), sent: true }, exitStatus: 254 };
  const output: Record<string, unknown> = {};
  for (const { name, place, wireName = name } of operation.outputs) {
    if (place === "status") output[name] = reply.status;
    if (place === "header") output[name] = headerValue(reply.headers, wireName)?.trim() ?? null;
  }
  if (operation.events.length === 0) {
    if (reply.cut) return cut("the payload was cut");
    return { output: { ...output, Payload: Buffer.from(reply.body).toString("base64") }, exitStatus: 0 };
  }
  const { events, error } = eventsOf(reply, ways);
  const partial = { ...output, EventStream: events };
  const broken = error ?? (reply.cut ? { name: "Cut", message: "the stream was cut" } : undefined);
  return broken ? { error: { ...broken, sent: true, partial }, exitStatus: 255 } : { output: partial };
}

function cut(message: string): ClientOutcome {
  return { error: { name: "Cut", message, sent: true }, exitStatus: 255 };
}

interface Told {
  readonly name: string;
  readonly message: string;
}

function eventsOf({ body }: Reply, ways: Ways): { events: Record<string, unknown>[]; error?: Told } {
  const {
    frames,
    faults: [fault],
  } = ways.frames(readFrames(body), body);
  const events: Record<string, unknown>[] = [];
  for (const frame of frames) {
    const field = (name: string): string =>
      String(frame.headers.find((header) => header.name === name)?.value ?? "");
    const payload = Buffer.from(frame.payload);
    if (field(":message-type") === "error") {
      return { events, error: { name: field(":error-code"), message: field(":error-message") } };
    }
    if (field(":message-type") === "exception") {
      return { events, error: { name: field(":exception-type"), message: payload.toString() } };
    }
    if (field(":event-type") === "PayloadChunk") {
      events.push({ PayloadChunk: { Payload: payload.toString("base64") } });
    } else if (field(":event-type") === "InvokeComplete") {
      events.push({ InvokeComplete: jsonObject(payload) });
    }
  }
  return fault ? { events, error: { name: "BadFrame", message: fault.says } } : { events };
}

function errorOf({ status, headers, body }: Reply): Told & Required<Pick<ClientError, "status" | "members">> {
  const { message, Message, ...members } = jsonObject(body);
  const name = headerValue(headers, "x-amzn-errortype") ?? members["__type"] ?? members["code"] ?? "Unknown";
  const seconds = headerValue(headers, "retry-after");
  return {
    name: String(name).split(":")[0]?.split("#").at(-1) ?? "",
    message: String(message ?? Message ?? ""),
    status,
    members: { ...members, ...(seconds !== undefined && { retryAfterSeconds: seconds }) },
  };
}

function jsonObject(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
