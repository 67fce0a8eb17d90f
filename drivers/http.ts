import { buildConnector, type Dispatcher, Pool } from "undici";
import type { InvokeStep } from "../generators/case.ts";
import { expectedMs } from "../generators/expected-ms.ts";
import type { Specification } from "../specs/specification.ts";
import { Room } from "../targets/reference/room.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import type { Collector } from "./collector.ts";
import { compose, field, withoutFields } from "./compose.ts";
import type { Driver } from "./driver.ts";
import { mostReplyBytes } from "./most-reply-bytes.ts";
import { NetConnection, type Tls } from "./net-door.ts";
import type { Call } from "./observation.ts";
import { patienceWith } from "./patience-with.ts";
import { pause } from "./pause.ts";
import { performSteps } from "./perform-steps.ts";
import type { Placeholders } from "./placeholders.ts";
import { createRawReplies, faultOf, restOf } from "./raw-replies.ts";
import { type Attempt, Reception, type ReceptionLimits } from "./reception.ts";
import { mostFields, mostHeadBytes } from "./reply-parser.ts";
import { signed } from "./signature.ts";
import { strayOf } from "./stray.ts";
import { withoutBlanks } from "./without-blanks.ts";

export interface HttpDriverOptions {
  readonly target: StartedTarget;
  readonly specification: Specification;
  /** Without a collector, `{collector}` cannot be filled in, and collect steps collect nothing. */
  readonly collector?: Collector;
  /**
   * The longest silence before the head of a reply, or between two pieces of its body, in ms. For a request that should be faster, the
   * limit is lower (`patienceWith`). A body may take this time, plus the time that its function waits, plus 1 s for each 10 KB. No whole
   * reply may take longer than 10 times this limit.
   */
  readonly timeoutMs: number;
  /** The largest number of open connections. Further cases wait for one. */
  readonly connections: number;
  /** Headers to add to every request, as text. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly tls?: Tls;
}

/** Bytes of all bodies that are received at once, across all cases. A target may answer any request with megabytes. */
const roomBytes = 32 * 1024 * 1024;
/**
 * How long to wait after each reply of an endpoint that once sent a stray reply, in ms. A stray reply is then reported with the right
 * exchange.
 */
const strayMs = 20;
/** The longest delay of a Node.js timer. */
const mostMs = 2 ** 31 - 1;

/**
 * Performs cases as plain HTTP/1.1 requests. The bytes are exactly those of the case: nothing is retried, redirected or decompressed. Most
 * requests use one undici pool. Requests that undici refuses or changes use a separate connection (net-door.ts).
 */
export function createHttpDriver(options: HttpDriverOptions): Driver {
  const { target, specification, collector, timeoutMs, connections, tls = {} } = options;
  const room = new Room(roomBytes);
  const limitsOf = (step: InvokeStep, payload: Uint8Array | undefined): ReceptionLimits => ({
    timeoutMs: Math.min(timeoutMs, patienceWith(step, specification.fixtures)),
    workMs: expectedMs(step, specification.fixtures),
    room,
    maxBytes: mostReplyBytes(payload),
  });
  const raw = createRawReplies();
  const connector = buildConnector({
    timeout: Math.min(timeoutMs, mostMs),
    rejectUnauthorized: !tls.insecure,
    allowH2: false,
    ...(tls.ca !== undefined && { ca: tls.ca }),
  });
  const pool = new Pool(target.url.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: mostHeadBytes,
    // Our own limits are exact to 1 ms. Those of undici have steps of half a second.
    headersTimeout: 0,
    bodyTimeout: 0,
    // A server may drop idle connections after 1 or 2 seconds. No request must be sent at that moment.
    keepAliveTimeout: 1000,
    keepAliveMaxTimeout: 5000,
    connect(options, connected) {
      connector(options, (...result) => {
        const [error, socket] = result;
        if (error === null) raw.watch(socket);
        connected(...result);
      });
    },
  });
  // A server that closes connections without notice would sometimes do so as a request arrives. After the first time, each request uses a
  // new connection. A connection that is cut within a reply counts against that reply.
  let reuse = true;
  const told = new WeakSet<Error>();
  const cuts = new WeakSet<Error>();
  // undici treats an unexpected 100 as the end of the connection, but RFC 9110, section 15.2, makes clients read on. After the first one,
  // the driver reads on too.
  let readsOn = false;
  let hasStrays = false;
  /** The last stray reply that is not reported yet. */
  let stray: Exchange["stray"];
  pool.on("disconnect", (_url, _clients, error) => {
    const bytes = raw.of(error);
    const its = !told.has(error) && isNoReply(error) && bytes ? strayOf(restOf(bytes)) : undefined;
    if (its) {
      hasStrays = true;
      stray = its;
    }
    if (its || cuts.has(error)) return;
    if (error.code === "UND_ERR_SOCKET" || error.code === "ECONNRESET") reuse = false;
  });
  const surroundings = {
    basePath: target.url.pathname.replace(/\/+$/, ""),
    headers: (options.headers ?? []).map(([name, value]) => field(name, value)),
  };
  const place = {
    function: target.function,
    account: target.account,
    region: target.region,
    partition: target.partition,
    ...(collector && { collector: collector.url }),
  };

  /** Performs one invoke step. `connection` is set when this step or the next one needs a certain connection. */
  async function invoke(
    step: InvokeStep,
    values: Placeholders,
    connection: NetConnection | undefined,
    keep: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Call> {
    const { beside, leave, signature, without } = step.wire ?? {};
    const {
      input,
      payload,
      request: plain,
    } = compose(step, specification.operations[step.operation], values, surroundings);
    const whole = await signed(plain, signature, target);
    const request = whole === plain ? plain : { ...whole, headers: withoutFields(whole.headers, without) };
    const limits = limitsOf(step, payload);
    let sent = request;
    let attempt: Attempt;
    const alone = (): Promise<Attempt> =>
      new NetConnection(target.url, tls).exchange(request, { limits, leave, signal });
    if (connection) {
      attempt = await connection.exchange(request, { limits, keep, leave, signal });
    } else if (beside || leave || readsOn || !undiciSends(request)) {
      attempt = await alone();
    } else {
      const closes = !reuse;
      const manner = closes ? { reset: true } : {};
      attempt = await dispatch(pool, request, manner, limits, signal, (error, answered) => {
        told.add(error);
        if (answered) cuts.add(error);
        return raw.of(error);
      });
      if (hasStrays && attempt.reply) await pause(strayMs, signal);
      if (stray) attempt = { ...attempt, stray };
      stray = undefined;
      // Records the header that undici sends. A server that then closes the connection does what the request asked for.
      if (closes) sent = { ...request, headers: [...request.headers, ["connection", "close"]] };
      if (attempt.failure?.says === UNASKED_100) {
        readsOn = true;
        sent = request;
        attempt = await alone();
      }
    }
    const exchanges = [{ origin: target.url.origin, request: sent, ...attempt }];
    return payload ? { step, input, payload, exchanges } : { step, input, exchanges };
  }

  return {
    name: "http",
    async perform(steps, nonce, signal, limiter) {
      let connection: NetConnection | undefined;
      try {
        return await performSteps(
          steps,
          { ...place, nonce },
          collector,
          signal,
          limiter,
          (step, next, values) => {
            const keep = next?.wire?.sameConnection ?? false;
            if (!step.wire?.sameConnection) {
              connection?.close();
              connection = undefined;
            }
            if (keep) connection ??= new NetConnection(target.url, tls);
            return invoke(step, values, connection, keep, signal);
          },
        );
      } finally {
        connection?.close();
      }
    },
    close: () => pool.destroy(),
  };
}

/** undici's message for an unexpected 100. */
const UNASKED_100 = "bad response";

/** Headers that undici writes itself, and removes, refuses or moves when they are given. */
const undicis = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Whether undici sends the request unchanged, byte for byte. */
function undiciSends({ method, target, headers }: RawRequest): boolean {
  return (
    /^[A-Z]+$/.test(method) &&
    method !== "CONNECT" &&
    /^\/[\x21-\x7e\x80-\xff]*$/.test(target) &&
    headers.every(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
        /^[\t\x20-\x7e\x80-\xff]*$/.test(value) &&
        !undicis.has(name.toLowerCase()),
    )
  );
}

async function dispatch(
  pool: Pool,
  request: RawRequest,
  connection: Pick<Dispatcher.DispatchOptions, "reset">,
  limits: ReceptionLimits,
  signal: AbortSignal | undefined,
  failed: (error: Error, answered: boolean) => Uint8Array | undefined,
): Promise<Attempt> {
  let answered = false;
  let controller: Dispatcher.DispatchController | undefined;
  const reception = new Reception(limits, {
    abandon: () => controller?.abort(new Error("given up")),
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
  });
  const cancel = (): void => reception.cancel(signal?.reason);
  signal?.addEventListener("abort", cancel);
  pool.dispatch(
    {
      ...connection,
      method: request.method,
      path: request.target,
      headers: request.headers.flat() as string[],
      body: request.body.length === 0 ? null : request.body,
    },
    {
      onRequestStart(started) {
        controller = started;
        if (signal?.aborted) reception.cancel(signal.reason);
        else reception.begin();
      },
      onResponseStart(started, status) {
        if (status < 200) return;
        const fields = fieldsOf(started.rawHeaders);
        if (fields.length > mostFields) {
          reception.fail("too-long", `over ${mostFields} header fields`);
          started.abort(new Error("given up"));
          return;
        }
        answered = true;
        reception.head(status, fields);
      },
      onResponseData(_, piece) {
        reception.data(piece);
      },
      onResponseEnd() {
        reception.end();
      },
      onResponseError(_, error) {
        const bytes = failed(error, answered);
        if (isOurs(error)) reception.cancel(error);
        else reception.failWith(error, bytes && { bytes, fault: faultOf(bytes, request.method) });
      },
    },
  );
  try {
    return await reception.done;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** Whether a connection was closed because the bytes on it were not a reply, or were a reply without a request. */
function isNoReply(error: Error): boolean {
  return error.name === "HTTPParserError" || error.message === UNASKED_100;
}

/** Errors of undici that no server causes: undici does not accept the request, or the pool is closed. */
function isOurs(error: Error): boolean {
  const code = "code" in error ? error.code : undefined;
  return (
    code === "UND_ERR_INVALID_ARG" ||
    code === "UND_ERR_NOT_SUPPORTED" ||
    code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH" ||
    code === "UND_ERR_DESTROYED" ||
    code === "UND_ERR_CLOSED"
  );
}

/** Names and values in turn, as undici's parser gives them: bytes, which become latin-1 text here. */
function fieldsOf(raw: Dispatcher.DispatchController["rawHeaders"]): RawHeaders {
  const flat = raw as Buffer[];
  const fields: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    fields.push([latin1(flat[index]), withoutBlanks(latin1(flat[index + 1]))]);
  }
  return fields;
}

function latin1(bytes: Buffer | undefined): string {
  return bytes?.toString("latin1") ?? "";
}
