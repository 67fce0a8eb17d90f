import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { WireShape } from "../generators/case.ts";
import { headerValue, headerValues } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { pause } from "./pause.ts";
import { type Attempt, Reception, type ReceptionLimits } from "./reception.ts";
import { ReplyParser } from "./reply-parser.ts";
import { strayOf } from "./stray.ts";

/** How a target's certificate is checked. */
export interface Tls {
  /** Certificates to trust instead of the usual ones, in PEM format. */
  readonly ca?: string | undefined;
  /** Whether any certificate is accepted. */
  readonly insecure?: boolean | undefined;
}

/** What is special about one exchange on a connection. */
export interface Manner {
  readonly limits: ReceptionLimits;
  /** Whether the connection stays open for another exchange, if the server agrees. */
  readonly keep?: boolean;
  readonly leave?: WireShape["leave"];
  readonly signal?: AbortSignal | undefined;
}

/** How long a request with `Expect: 100-continue` holds its body back, in ms; curl waits as long. */
const continueMs = 1000;

/** The number of bytes to keep when they are not a reply. */
const keptBytes = 4096;

/** How long a server may take to close a connection after its reply, before the next request is sent on it, in ms. */
const closingMs = 10;

/**
 * One HTTP/1.1 connection that sends exactly the given bytes. It serves requests that undici refuses or changes: control characters,
 * Expect, a false Content-Length, a client that disconnects, or two requests that must share a connection. It opens for the first request,
 * and again when the server closed it properly before a later one. It carries one exchange at a time.
 */
export class NetConnection {
  readonly #url: URL;
  readonly #tls: Tls;
  #socket: Socket | undefined;
  #exchange: NetExchange | undefined;
  /** Bytes that arrived while no request was in flight, as far as they are kept. */
  #unasked: Uint8Array[] = [];
  #unaskedBytes = 0;

  constructor(url: URL, tls: Tls = {}) {
    this.#url = url;
    this.#tls = tls;
  }

  /** Never throws because of the server. Rejects with the reason of the signal when that aborts. */
  async exchange(request: RawRequest, manner: Manner): Promise<Attempt> {
    const { signal } = manner;
    if (this.#socket) await pause(closingMs, signal);
    signal?.throwIfAborted();
    const before = strayOf(Buffer.concat(this.#unasked));
    // More stray bytes may follow, so the next reply needs a new connection.
    if (this.#unaskedBytes > 0) this.close();
    const reception = new Reception(manner.limits, {
      abandon: () => this.close(),
      pause: () => this.#socket?.pause(),
      resume: () => this.#socket?.resume(),
    });
    const cancel = (): void => reception.cancel(signal?.reason);
    signal?.addEventListener("abort", cancel);
    try {
      reception.begin();
      const open = this.#socket;
      const exchange = new NetExchange(open ?? this.#open(), request, this.#url.host, reception, manner);
      this.#exchange = exchange;
      if (open) exchange.send();
      const attempt = await reception.done;
      if (!manner.keep || !exchange.reusable) this.close();
      const stray = before ?? strayOf(exchange.rest);
      return stray ? { ...attempt, stray } : attempt;
    } finally {
      this.#exchange = undefined;
      signal?.removeEventListener("abort", cancel);
    }
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#unasked = [];
    this.#unaskedBytes = 0;
    socket?.destroy();
  }

  #open(): Socket {
    const { hostname, protocol, port } = this.#url;
    const secure = protocol === "https:";
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const place = { host, port: Number(port) || (secure ? 443 : 80) };
    const socket = secure
      ? connectTls({
          ...place,
          ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
          ...(this.#tls.ca === undefined ? {} : { ca: this.#tls.ca }),
          rejectUnauthorized: !this.#tls.insecure,
          ALPNProtocols: ["http/1.1"],
        })
      : connectTcp({ ...place, noDelay: true });
    this.#socket = socket;
    socket.on(secure ? "secureConnect" : "connect", () => this.#exchange?.send());
    socket.on("data", (bytes: Buffer) => {
      if (this.#exchange) this.#exchange.received(bytes);
      else {
        if (this.#unaskedBytes < keptBytes) this.#unasked.push(bytes.subarray(0, keptBytes));
        this.#unaskedBytes += bytes.length;
      }
    });
    const gone = (error?: Error): void => {
      if (this.#socket === socket && this.#unaskedBytes === 0) this.#socket = undefined;
      this.#exchange?.gone(socket, error);
    };
    socket.on("error", gone);
    socket.on("end", () => gone());
    socket.on("close", () => gone());
    return socket;
  }
}

/** One request and its reply on a socket. */
class NetExchange {
  readonly #socket: Socket;
  readonly #request: RawRequest;
  readonly #host: string;
  readonly #reception: Reception;
  readonly #leave: WireShape["leave"];
  readonly #parser: ReplyParser;
  /** The beginning of what arrived. */
  readonly #came: Uint8Array[] = [];
  #cameBytes = 0;
  #sent = false;
  #heldBack: NodeJS.Timeout | undefined;
  #leaving: NodeJS.Timeout | undefined;

  constructor(socket: Socket, request: RawRequest, host: string, reception: Reception, manner: Manner) {
    this.#socket = socket;
    this.#request = request;
    this.#host = host;
    this.#reception = reception;
    this.#leave = manner.leave;
    this.#parser = new ReplyParser(
      {
        interim: (status) => {
          if (status === 100 && this.#heldBack) this.#sendBody();
        },
        head: (status, headers) => reception.head(status, headers),
        data: (piece) => {
          reception.data(piece);
          if (this.#leave?.of === "first-byte") this.#leaveSoon(this.#leave.afterMs);
        },
      },
      request.method,
    );
    reception.done.catch(() => undefined).finally(() => this.#stop());
  }

  /** Whether another request can follow on the same connection. */
  get reusable(): boolean {
    return this.#parser.done && this.#parser.keepAlive && this.#sent && this.#parser.rest.length === 0;
  }

  /** The bytes that arrived after the end of the reply, in one piece with it. */
  get rest(): Uint8Array {
    return this.#parser.done ? this.#parser.rest.subarray(0, keptBytes) : new Uint8Array(0);
  }

  send(): void {
    this.#reception.begin();
    const { headers, body } = this.#request;
    const expect = headerValue(headers, "expect")?.toLowerCase();
    this.#socket.write(headOf(this.#request, this.#host), "latin1");
    if (expect === "100-continue" && body.length > 0) {
      this.#heldBack = setTimeout(() => this.#sendBody(), continueMs);
    } else {
      this.#sendBody();
    }
  }

  received(bytes: Buffer): void {
    const parser = this.#parser;
    if (this.#cameBytes < keptBytes) this.#came.push(bytes);
    this.#cameBytes += bytes.length;
    parser.push(bytes);
    if (parser.fault !== undefined) {
      const { kind, says } = parser.fault;
      this.#reception.fail(kind, says, Buffer.concat(this.#came).subarray(0, keptBytes));
    } else if (parser.done) {
      this.#reception.end();
    }
  }

  /** The socket was closed, or failed. */
  gone(socket: Socket, error?: Error): void {
    if (socket !== this.#socket) return;
    if (error) this.#reception.failWith(error);
    else if (this.#parser.close()) this.#reception.end();
    else this.#reception.fail("reset", "the server closed the connection before its reply was complete");
  }

  #sendBody(): void {
    clearTimeout(this.#heldBack);
    this.#heldBack = undefined;
    const { headers, body } = this.#request;
    const sent = (error?: Error | null): void => {
      if (error) return;
      this.#sent = true;
      if (this.#leave?.of === "sent") this.#leaveSoon(this.#leave.afterMs);
    };
    if (!isChunked(headers)) {
      this.#socket.write(body, sent);
      return;
    }
    this.#socket.cork();
    // A body of 2 bytes or more has at least 2 chunks, to detect a server that reads only the first.
    const size = Math.max(1, Math.min(65_536, Math.ceil(body.length / 2)));
    for (let at = 0; at < body.length; at += size) {
      const chunk = body.subarray(at, at + size);
      this.#socket.write(`${chunk.length.toString(16)}\r\n`);
      this.#socket.write(chunk);
      this.#socket.write("\r\n");
    }
    this.#socket.write("0\r\n\r\n", sent);
    this.#socket.uncork();
  }

  #leaveSoon(afterMs: number): void {
    this.#leaving ??= setTimeout(() => this.#reception.leave(), afterMs);
  }

  #stop(): void {
    clearTimeout(this.#heldBack);
    clearTimeout(this.#leaving);
  }
}

/** The head as undici would send it: with host, connection and framing added unless the request has them. */
function headOf({ method, target, headers, body }: RawRequest, host: string): string {
  const has = (name: string): boolean => headerValues(headers, name).length > 0;
  const lines = [`${method} ${target} HTTP/1.1`];
  if (!has("host")) lines.push(`host: ${host}`);
  if (!has("connection")) lines.push("connection: keep-alive");
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  const framed = has("content-length") || has("transfer-encoding");
  if (!framed && (body.length > 0 || /^(?:POST|PUT|PATCH)$/.test(method))) {
    lines.push(`content-length: ${body.length}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function isChunked(headers: RawRequest["headers"]): boolean {
  return /(?:^|,)\s*chunked\s*$/i.test(headerValue(headers, "transfer-encoding") ?? "");
}
