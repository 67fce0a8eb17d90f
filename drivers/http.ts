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
  /** Without one, `{collector}` cannot be filled in and collect steps collect nothing. */
  readonly collector?: Collector;
  /**
   * The most ms of silence before the head of a reply, or between two pieces of its body. What should take less is given up earlier
   * (`patienceWith`). A body may take as long, what its function waits, and 1 s for each 10 KB; no whole reply may take longer than ten
   * times this.
   */
  readonly timeoutMs: number;
  /** Connections that are kept open at the most; what is performed beyond them waits for one. */
  readonly connections: number;
  /** Fields to put on every request, as text. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly tls?: Tls;
}

/** Bodies that come at once, of all cases together: a target may answer with megabytes whatever it is asked for. */
const roomBytes = 32 * 1024 * 1024;
/** How long, in ms, each reply of an endpoint that sent such a reply once is waited after: it is told with the reply that it came after. */
const strayMs = 20;
/** The longest that a timer of Node's can wait. */
const mostMs = 2 ** 31 - 1;

/**
 * Performs cases as plain HTTP/1.1 requests: bytes out exactly as the case says, nothing retried, redirected or decompressed. Most
 * go through one undici pool; what undici refuses or mends goes through a connection of its own (net-door.ts).
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
    // Our own limits are exact to the millisecond; undici's have steps of half a second.
    headersTimeout: 0,
    bodyTimeout: 0,
    // A server that drops idle connections after a second or two must not be met with a request just then.
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
  // A server that closes connections without a word before would now and then be met with a request just then: from the first time
  // on each request has a connection of its own. One that is cut within a reply is told of that reply.
  let reuse = true;
  const told = new WeakSet<Error>();
  const cuts = new WeakSet<Error>();
  // undici takes a 100 that it did not ask for as the end of a connection; RFC 9110, 15.2, has clients read on. From the first one on, we do.
  let readsOn = false;
  let hasStrays = false;
  /** The last that is not told yet. */
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

  /** Carries out one invoke step; `connection` is there when the step or the one after it needs a certain one. */
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
      // As undici puts it on the wire: a server that closes then does as it was asked.
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

/** What undici says of a 100 that it did not ask for. */
const UNASKED_100 = "bad response";

/** Fields that undici writes itself, and takes out, refuses or moves when they are given. */
const undicis = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Whether undici sends the request byte for byte as it stands. */
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

/** Whether a connection was closed because what came on it is no reply, or none to a request. */
function isNoReply(error: Error): boolean {
  return error.name === "HTTPParserError" || error.message === UNASKED_100;
}

/** Errors of undici's that no server causes: the request is not as undici wants it, or the pool is closed. */
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

/** Names and values in turn, as undici's parser leaves them: bytes, that are latin-1 here. */
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
