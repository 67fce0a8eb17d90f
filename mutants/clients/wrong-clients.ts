import type { ClientCall } from "../../drivers/clients/client.ts";
import type { ClientError, ClientOutcome } from "../../drivers/observation.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Frames, Reply, Ways } from "./plain-client.ts";

/** A client with one fault, and the clauses that find it. */
export interface WrongClient extends Partial<Ways> {
  readonly says: string;
  /** Ids of clauses that catch it. Others may catch it too. */
  readonly caught: readonly string[];
}

type Change<T> = (value: T, call: ClientCall) => T;
type Output = Readonly<Record<string, unknown>>;

const request = (change: Change<RawRequest>): Pick<Ways, "request"> => ({ request: change });
const signed = (change: Change<RawRequest>): Pick<Ways, "signed"> => ({ signed: change });
const reply = (change: Change<Reply>): Pick<Ways, "reply"> => ({ reply: change });
const frames = (frames: Ways["frames"]): Pick<Ways, "frames"> => ({ frames });
const output = (change: (output: Output, reply: Reply) => Output): Pick<Ways, "outcome"> => ({
  outcome: (outcome, came) =>
    outcome.output && !(came instanceof Error)
      ? { ...outcome, output: change(outcome.output, came) }
      : outcome,
});
const error = (change: (error: ClientError, reply: Reply | Error) => ClientError): Pick<Ways, "outcome"> => ({
  outcome: (outcome, came) => (outcome.error ? { ...outcome, error: change(outcome.error, came) } : outcome),
});
const asOutput = (when: (reply: Reply | Error) => boolean): Pick<Ways, "outcome"> => ({
  outcome: (outcome, came) =>
    outcome.error && when(came)
      ? ({ output: outcome.error.partial ?? {}, exitStatus: 0 } as ClientOutcome)
      : outcome,
});

/** The clauses of both operations: `client/request/x` and `client/stream-request/x`. */
const requests = (...names: string[]): string[] =>
  names.flatMap((name) => [`client/request/${name}`, `client/stream-request/${name}`]);
const errors = (...names: string[]): string[] =>
  names.flatMap((name) => [`client/error/${name}`, `client/stream-error/${name}`]);
const responses = (...names: string[]): string[] => names.map((name) => `client/response/${name}`);
const retries = (...names: string[]): string[] => names.map((name) => `client/retry/${name}`);
const streams = (...names: string[]): string[] => names.map((name) => `client/stream/${name}`);
const commands = (...names: string[]): string[] => names.map((name) => `client/command/${name}`);

function withoutField({ headers, ...rest }: RawRequest, name: string): RawRequest {
  return { ...rest, headers: headers.filter(([field]) => field.toLowerCase() !== name) };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function without(name: string): Pick<Ways, "outcome"> {
  return output(({ [name]: _, ...others }) => others);
}

/** A client that gives up and calls again if a reply takes longer. */
function impatient(ms: number): Partial<Ways> {
  const since = new WeakMap<ClientCall, number>();
  return {
    request: (sound, call) => {
      since.set(call, performance.now());
      return sound;
    },
    again: (_, sound, call) => sound || (performance.now() - (since.get(call) ?? 0) > ms && isBelow(2, call)),
  };
}

/** Bytes in base64, decoded as UTF-8 and encoded again. */
function asText(base64: unknown): string {
  return Buffer.from(text(Buffer.from(String(base64), "base64"))).toString("base64");
}

const CHUNK_HEADERS = [
  { name: ":event-type", type: "string", value: "PayloadChunk" },
  { name: ":message-type", type: "string", value: "event" },
] as const;

const STATUSES = [400, 401, 402, 403, 404, 408, 409, 410, 413, 415, 429, 500, 502, 503];

function isError(came: Reply | Error, status: number): boolean {
  return !(came instanceof Error) && came.status === status;
}

function bodyOf(came: Reply | Error): Record<string, unknown> {
  try {
    return came instanceof Error
      ? {}
      : ((JSON.parse(text(came.body)) as Record<string, unknown> | null) ?? {});
  } catch {
    return {};
  }
}

function named(headers: RawHeaders): boolean {
  return headerValue(headers, "x-amzn-errortype") !== undefined;
}

/** A client that loses frames of a stream. */
function dropFrames(keep: (index: number, read: Frames) => boolean): Pick<Ways, "frames"> {
  return frames((read) => ({ ...read, frames: read.frames.filter((_, index) => keep(index, read)) }));
}

export const wrongClients: readonly WrongClient[] = [
  {
    says: "uses the method PUT",
    caught: requests("operation"),
    ...request((sound) => ({ ...sound, method: "PUT" })),
  },
  {
    says: "does not encode colons in the path",
    caught: requests("path-encoding"),
    ...request((sound) => ({ ...sound, target: sound.target.replaceAll("%3A", ":") })),
  },
  {
    says: "signs the path as sent, without encoding it a second time",
    caught: requests("path-signed"),
    request: (sound) => ({ ...sound, target: sound.target.replaceAll("%3A", ":").replaceAll("%24", "$") }),
    signed: (sound, { input }) => ({
      ...sound,
      target: sound.target
        .replaceAll("$", "%24")
        .replace(/functions\/[^/]*/, (label) =>
          input["FunctionName"]?.includes(":") ? label.replaceAll(":", "%3A") : label,
        ),
      headers: sound.headers.map(([name, value]) => [
        name,
        input["FunctionName"]?.includes(":") && name === "Authorization"
          ? value.replace(/.$/, (last) => (last === "0" ? "1" : "0"))
          : value,
      ]),
    }),
  },
  {
    says: "drops what follows the first colon of a function name",
    caught: requests("name-pattern"),
    ...request((sound) => ({ ...sound, target: sound.target.replace(/%3A[^/]*/, "") })),
  },
  {
    says: "leaves out the qualifier",
    caught: [...requests("qualifier", "qualifier-signed"), ...retries("same-request")],
    ...request((sound) => ({ ...sound, target: sound.target.replace(/\?.*/, "") })),
  },
  {
    says: "always asks for $LATEST",
    caught: requests("no-qualifier"),
    ...request((sound) =>
      sound.target.includes("?") ? sound : { ...sound, target: `${sound.target}?Qualifier=%24LATEST` },
    ),
  },
  {
    says: "changes the query after it was signed",
    caught: requests("qualifier-signed"),
    ...signed((sound) => ({ ...sound, target: sound.target.replace(/=(.)/, "=%00$1") })),
  },
  {
    says: "sends InvocationType in lower case",
    caught: requests("invocation-type"),
    ...request((sound) => ({
      ...sound,
      headers: sound.headers.map(([name, value]) => [
        name,
        name === "X-Amz-Invocation-Type" ? value.toLowerCase() : value,
      ]),
    })),
  },
  {
    says: "calls asynchronously by default",
    caught: requests("no-invocation-type"),
    ...request((sound, { input }) =>
      input["InvocationType"]
        ? sound
        : { ...sound, headers: [...sound.headers, ["X-Amz-Invocation-Type", "Event"]] },
    ),
  },
  ...(
    [
      ["log-type", "x-amz-log-type"],
      ["client-context", "x-amz-client-context"],
      ["tenant-id", "x-amz-tenant-id"],
    ] as const
  ).map(
    ([clause, field]): WrongClient => ({
      says: `leaves out ${field}`,
      caught: requests(clause),
      ...request((sound) => withoutField(sound, field)),
    }),
  ),
  {
    says: "leaves out DurableExecutionName",
    caught: ["client/request/durable-execution-name"],
    ...request((sound) => withoutField(sound, "x-amz-durable-execution-name")),
  },
  {
    says: "parses and rewrites JSON payloads",
    caught: requests("payload-json"),
    ...request((sound) => {
      try {
        return { ...sound, body: Buffer.from(JSON.stringify(JSON.parse(text(sound.body)))) };
      } catch {
        return sound;
      }
    }),
  },
  {
    says: "treats payloads as text",
    caught: [...requests("payload-binary"), ...retries("same-request")],
    ...request((sound) => ({ ...sound, body: Buffer.from(text(sound.body)) })),
  },
  {
    says: "sends {} for an empty or absent payload",
    caught: requests("payload-empty", "no-payload"),
    ...request((sound) => (sound.body.length > 0 ? sound : { ...sound, body: Buffer.from("{}") })),
  },
  {
    says: "cuts payloads off after 1 MB",
    caught: ["client/request/payload-large"],
    ...request((sound) => ({ ...sound, body: sound.body.subarray(0, 1 << 20) })),
  },
  {
    says: "does not sign requests",
    caught: [...requests("signature", "signed-headers", "session-token"), ...retries("same-request")],
    ...signed((sound) => withoutField(sound, "authorization")),
  },
  {
    says: "adds an x-amz header after signing",
    caught: requests("signed-headers"),
    request: (sound) => withoutField(sound, "x-amz-client-context"),
    signed: (sound, { input }) =>
      input["ClientContext"] === undefined
        ? sound
        : { ...sound, headers: [...sound.headers, ["X-Amz-Client-Context", input["ClientContext"]]] },
  },
  {
    says: "leaves out the session token",
    caught: requests("session-token"),
    ...signed((sound) => withoutField(sound, "x-amz-security-token")),
  },
  {
    says: "sends a different Host",
    caught: ["client/request/host"],
    ...signed((sound) => ({
      ...sound,
      headers: [["Host", "lambda.us-east-1.amazonaws.com"], ...sound.headers],
    })),
  },
  { says: "sends calls without a function name", caught: requests("name-missing"), refuses: () => false },
  {
    says: "always reports status 200",
    caught: [...responses("status-202", "status-204")],
    ...output((sound) => ({ ...sound, StatusCode: 200 })),
  },
  {
    says: "does not report the status",
    caught: [...responses("status-200", "unknown-headers", "payload-none"), ...streams("status")],
    ...without("StatusCode"),
  },
  {
    says: "returns {} if there is no payload",
    caught: responses("status-202", "status-204", "payload-none"),
    ...output((sound) => (sound["Payload"] === "" ? { ...sound, Payload: "e30=" } : sound)),
  },
  {
    says: "returns nothing for null",
    caught: responses("payload-null", "function-returns-nothing"),
    ...output((sound) => (sound["Payload"] === "bnVsbA==" ? { ...sound, Payload: null } : sound)),
  },
  {
    says: "parses and rewrites results",
    caught: responses("payload-json"),
    ...output((sound) => {
      try {
        const parsed: unknown = JSON.parse(Buffer.from(String(sound["Payload"]), "base64").toString());
        return { ...sound, Payload: Buffer.from(JSON.stringify(parsed)).toString("base64") };
      } catch {
        return sound;
      }
    }),
  },
  {
    says: "treats results as text",
    caught: responses("payload-binary"),
    ...reply((came) => ({ ...came, body: Buffer.from(text(came.body)) })),
  },
  {
    says: "cuts results off after 1 MB",
    caught: [...responses("payload-large"), ...streams("large-frame")],
    ...reply((came) => ({ ...came, body: came.body.subarray(0, 1 << 20) })),
  },
  {
    says: "ignores a body without a Content-Length",
    caught: responses("connection-close"),
    ...reply((came) =>
      ["content-length", "transfer-encoding"].some((name) => headerValue(came.headers, name) !== undefined)
        ? came
        : { ...came, body: Buffer.alloc(0) },
    ),
  },
  {
    says: "ignores a chunked body",
    caught: [...responses("payload-pieces"), ...streams("chunks")],
    ...reply((came) =>
      headerValue(came.headers, "transfer-encoding") === undefined
        ? came
        : { ...came, body: Buffer.alloc(0) },
    ),
  },
  {
    says: "waits at most 1 s for the head of a response",
    caught: [...responses("late"), ...streams("late")],
    ...impatient(1000),
  },
  {
    says: "returns only the first piece of a result",
    caught: [...responses("payload-pieces", "log-tail", "connection-close", "header-case")],
    ...output(({ Payload: payload, FunctionError: _, ...others }) => ({
      ...others,
      Payload: String(payload).slice(0, 4),
    })),
  },
  {
    says: "treats an incomplete body as complete",
    caught: [...responses("payload-cut"), ...streams("cut")],
    reply: (came) => ({ ...came, cut: false }),
    frames: (read) => ({ frames: read.frames, faults: [] }),
  },
  {
    says: "raises function errors",
    caught: responses("function-error", "function-error-handled"),
    outcome: (outcome) =>
      outcome.output?.["FunctionError"]
        ? { error: { name: "FunctionError", message: "it failed", sent: true }, exitStatus: 1 }
        : outcome,
  },
  {
    says: "retries after a function error",
    caught: retries("function-error-once"),
    again: (came, sound, call) =>
      sound ||
      (!(came instanceof Error) &&
        headerValue(came.headers, "x-amz-function-error") !== undefined &&
        isBelow(2, call)),
  },
  {
    says: "always reports Unhandled",
    caught: responses("no-function-error", "unknown-headers", "function-error-handled"),
    ...output((sound) => ({ ...sound, FunctionError: "Unhandled" })),
  },
  {
    says: "decodes the log",
    caught: responses("log-result", "log-tail", "header-case"),
    ...output((sound) =>
      sound["LogResult"]
        ? { ...sound, LogResult: Buffer.from(String(sound["LogResult"]), "base64").toString() }
        : sound,
    ),
  },
  {
    says: "reports an empty log if there is none",
    caught: responses("no-log-result"),
    ...output((sound) => ({ ...sound, LogResult: sound["LogResult"] ?? "" })),
  },
  {
    says: "does not report the version",
    caught: [...responses("executed-version", "header-order"), ...streams("executed-version", "header-case")],
    ...without("ExecutedVersion"),
  },
  {
    says: "reports $LATEST if there is no version",
    caught: responses("no-executed-version"),
    ...output((sound) => ({ ...sound, ExecutedVersion: sound["ExecutedVersion"] ?? "$LATEST" })),
  },
  {
    says: "does not report the durable execution",
    caught: responses("durable-execution-arn"),
    ...without("DurableExecutionArn"),
  },
  {
    says: "recognizes header names only in their usual case",
    caught: [...responses("header-case"), ...errors("header-case"), ...streams("header-case")],
    ...reply((came) => ({
      ...came,
      headers: came.headers.filter(
        ([name]) =>
          /^(X-Amz-[A-Z]|x-amzn-(RequestId|ErrorType)|Content-Type|Retry-After)/.test(name) &&
          !/^[^a-z]*$/.test(name),
      ),
    })),
  },
  {
    says: "ignores the first header",
    caught: responses("header-order"),
    ...reply((came) => ({ ...came, headers: came.headers.slice(1) })),
  },
  {
    says: "keeps whitespace at the end of a header",
    caught: responses("header-blanks"),
    ...output((sound, came) => ({
      ...sound,
      ...(came.headers.some(([, value]) => /[ \t]$/.test(value) || value === "Unhandled") && {
        FunctionError: "Unhandled\t ",
      }),
    })),
  },
  {
    says: "returns only results with a JSON content type",
    caught: responses("content-type"),
    ...output((sound, came) =>
      headerValue(came.headers, "content-type") === "application/json" ? sound : { ...sound, Payload: null },
    ),
  },
  ...STATUSES.map(
    (status): WrongClient => ({
      says: `names every error with status ${status} after its status`,
      caught: errors(`status-${status}`),
      ...error((told, came) => (isError(came, status) ? { ...told, name: String(status) } : told)),
    }),
  ),
  {
    says: "drops the messages of errors",
    caught: [
      ...errors("unknown-code", "name-in-header", "unknown-members", "status-404"),
      "client/error/message-not-ascii",
      "client/error/message-unmodelled",
      "client/error/type-null",
      ...retries("last-error"),
      ...commands("invalid-request-content"),
    ],
    ...error((told) => ({ ...told, message: "" })),
  },
  {
    says: "does not report the status of errors",
    caught: [...errors("http-status"), "client/error/body-no-error-status"],
    ...error(({ status: _, ...told }) => told),
  },
  {
    says: "does not report the members of errors",
    caught: [
      ...errors("type-member"),
      "client/error/throttle-reason",
      "client/error/retry-after-member",
      "client/error/ec2-error-code",
    ],
    ...error(({ members: _, ...told }) => told),
  },
  {
    says: "knows only the errors of its model",
    caught: errors("unknown-code"),
    ...error((told) => (told.name.startsWith("Novel") ? { ...told, name: "UnknownError" } : told)),
  },
  {
    says: "keeps what follows the colon in an error name",
    caught: errors("name-suffix"),
    ...error((told, came) => ({
      ...told,
      name: (came instanceof Error ? undefined : headerValue(came.headers, "x-amzn-errortype")) ?? told.name,
    })),
  },
  {
    says: "reads the names of errors only from the header",
    caught: errors("name-in-body", "name-namespace"),
    ...error((told, came) =>
      came instanceof Error || named(came.headers) ? told : { ...told, name: "Unknown" },
    ),
  },
  {
    says: "keeps what precedes the # in an error name",
    caught: errors("name-namespace"),
    ...error((told, came) => {
      const type = bodyOf(came)["__type"];
      return typeof type === "string" ? { ...told, name: type } : told;
    }),
  },
  {
    says: "reads the names of errors only from the body",
    caught: errors("name-in-header", "empty-body", "header-case"),
    ...error((told, came) => ({ ...told, name: String(bodyOf(came)["__type"] ?? "Unknown") })),
  },
  {
    says: "fails on unknown members",
    caught: [...errors("unknown-members"), "client/error/type-null"],
    ...error((told) =>
      Object.keys(told.members ?? {}).some((name) => name === "Novel") || told.members?.["Type"] === null
        ? { ...told, name: "SerializationError", message: "" }
        : told,
    ),
  },
  {
    says: "treats an HTML page as a result",
    caught: ["client/error/body-no-error"],
    ...asOutput((came) => !(came instanceof Error) && came.status >= 500 && !named(came.headers)),
  },
  {
    says: "always retries",
    caught: [
      ...retries(
        "success-once",
        "event-once",
        "stream-success-once",
        "client-fault-once",
        "stream-client-fault-once",
      ),
    ],
    again: (_, sound, call) => sound || isBelow(2, call),
  },
  {
    says: "never retries",
    caught: retries(
      "status-500",
      "status-502",
      "status-503",
      "status-504",
      "throttled",
      "throttling-name",
      "stream-status-500",
      "limit-2",
      "last-error",
      "connection-cut",
      "same-request",
    ),
    again: () => false,
  },
  {
    says: "retries beyond its limit",
    caught: retries("standard-limit"),
    again: (came, sound, call) =>
      sound || (!(came instanceof Error) && came.status === 500 && isBelow(5, call)),
  },
  {
    says: "treats a RequestTimeoutException as the caller's fault",
    caught: retries("standard-request-timeout"),
    again: (came, sound) => sound && !(!(came instanceof Error) && came.status === 408),
  },
  {
    says: "does not retry after a closed connection",
    caught: retries("connection-closed"),
    again: (came, sound) =>
      sound && !(!(came instanceof Error) && came.status === 500 && bodyOf(came)["Type"] === "Service"),
  },
  {
    says: "makes one attempt too many",
    caught: retries("limit-1"),
    again: (came, sound, call) =>
      sound || (!(came instanceof Error) && came.status >= 500 && isBelow(2, call)),
  },
  {
    says: "reports a timeout as an empty success",
    caught: retries("timeout"),
    ...asOutput((came) => came instanceof Error),
  },
  {
    says: "drops the last chunk",
    caught: streams("chunks", "split", "many-frames", "slow", "probe"),
    ...dropFrames((index, { frames: all }) => index !== all.length - 2 || all.length < 3),
  },
  {
    says: "drops every chunk",
    caught: streams(
      "empty-chunk",
      "complete-error",
      "complete-unknown-members",
      "unknown-event",
      "frame-header-order",
      "frame-header-unknown",
    ),
    ...output((sound) => ({
      ...sound,
      EventStream: (sound["EventStream"] as object[] | undefined)?.filter(
        (event) => !("PayloadChunk" in event),
      ),
    })),
  },
  {
    says: "reads each chunk as text",
    caught: streams("cut-character", "chunks"),
    ...output((sound) => ({
      ...sound,
      EventStream: (sound["EventStream"] as Readonly<Record<string, Output>>[] | undefined)?.map((event) =>
        "PayloadChunk" in event
          ? { PayloadChunk: { Payload: asText(event["PayloadChunk"]?.["Payload"]) } }
          : event,
      ),
    })),
  },
  {
    says: "fails on an initial-response event",
    caught: streams("initial-response"),
    ...frames((read) =>
      read.frames.some(({ headers }) => headers.some(({ value }) => value === "initial-response"))
        ? { frames: [], faults: [{ says: "it is not an event of the model" }] }
        : read,
    ),
  },
  {
    says: "treats an unknown event as a chunk",
    caught: streams("unknown-event", "initial-response"),
    ...frames((read) => ({
      ...read,
      frames: read.frames.map((frame) =>
        frame.headers.some(({ value }) => value === "InvokeComplete")
          ? frame
          : { ...frame, headers: CHUNK_HEADERS },
      ),
    })),
  },
  {
    says: "returns no InvokeComplete",
    caught: streams("no-chunks", "complete-empty", "complete-log", "split", "unknown-event"),
    ...output((sound) => ({
      ...sound,
      EventStream: (sound["EventStream"] as object[] | undefined)?.filter(
        (event) => !("InvokeComplete" in event),
      ),
    })),
  },
  {
    says: "checks neither checksums nor lengths",
    caught: streams("flipped-bit", "flipped-header-layout", "truncated", "no-stream"),
    frames: ({ frames: read }) => ({ frames: read, faults: [] }),
  },
  {
    says: "skips frames that are not events",
    caught: streams("exception-frame", "error-frame"),
    ...frames((read) => ({
      ...read,
      frames: read.frames.filter(({ headers }) =>
        headers.some(({ name, value }) => name === ":message-type" && value === "event"),
      ),
    })),
  },
  {
    says: "does not report the content type of a stream",
    caught: streams("content-type"),
    ...without("ResponseStreamContentType"),
  },
  {
    says: "prints a log decoded and in quotes",
    caught: commands("prints-log"),
    outcome: (outcome) =>
      "printed" in outcome
        ? { ...outcome, printed: `"${Buffer.from(String(outcome.printed), "base64").toString()}"` }
        : outcome,
  },
  {
    says: "uses the exit status of the other CLI version",
    caught: commands("exit-service-error", "invalid-request-content"),
    outcome: (outcome) => ({ ...outcome, cliVersion: 1 }),
  },
  {
    says: "always exits with 1",
    caught: commands(
      "exit-success",
      "exit-service-error",
      "exit-function-error",
      "exit-usage",
      "invalid-request-content",
    ),
    outcome: (outcome) => ({ ...outcome, exitStatus: 1 }),
    refuses: () => false,
  },
];

const called = new WeakMap<ClientCall, number>();

/** Counts an attempt of the call, and says whether there were fewer than this. */
function isBelow(most: number, call: ClientCall): boolean {
  const made = (called.get(call) ?? 0) + 1;
  called.set(call, made);
  return made < most;
}
