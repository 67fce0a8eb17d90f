import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../specs/user-error.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { ReplyBytes } from "../../wire/reply-bytes.ts";
import { answerBrowser } from "./answer-browser.ts";
import { Outbox } from "./outbox.ts";
import type { Reference } from "./reference.ts";
import { Room } from "./room.ts";

/** Where the server listens, and whom it serves. */
export interface HttpDoorOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Origins whose web pages may call it, `https://example.com` or `*`; default: none but its own. */
  readonly allowOrigins?: readonly string[];
  readonly patience?: DoorPatience;
}

/** How slow a client may be, in ms. */
export interface DoorPatience {
  /** For one that sends nothing of a request that it began, or takes nothing of its reply. */
  readonly stallMs: number;
  /** For a whole request. */
  readonly requestMs: number;
}

/** A server on this machine, until it is closed. */
export interface HttpDoor {
  readonly url: URL;
  /** Cuts what is still open. The reference is the caller's to close. */
  close(): Promise<void>;
}

/** What is behind a door: the reference, or anything that answers like it. */
type Served = Pick<Reference, "handle"> & Partial<Pick<Reference, "outbox">>;

/** What a handler rejects with where the connection is to be cut before any reply. */
export class CutConnection extends Error {
  override readonly name = "CutConnection";
}

const PATIENCE: DoorPatience = { stallMs: 15_000, requestMs: 120_000 };

/** A body of more bytes than this is not read: the connection is cut. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Of a body that many are kept, which is more than any limit of the API; of a longer one only its length is told. */
const MOST_KEPT = 10 * 1024 * 1024;
/** Bytes of all bodies that are kept at once; of smaller ones nobody keeps account. */
const ROOM = 24 * 1024 * 1024;
const SMALL = 16 * 1024;
const MOST_CONNECTIONS = 512;

/**
 * Makes an HTTP server of a reference, or of anything that answers like one: raw targets and bytes go in, and replies go out as
 * they are, header case and order included.
 * @throws UserError when the address cannot be listened on
 */
export async function openHttpDoor(reference: Served, options: HttpDoorOptions = {}): Promise<HttpDoor> {
  const { port = 0, host = "127.0.0.1", allowOrigins = [], patience = PATIENCE } = options;
  const traffic = new Traffic(reference, patience);
  const server = createServer(
    {
      // Connections are the client's to close: one that is cut between two requests looks like a fault of the endpoint.
      keepAliveTimeout: 0,
      headersTimeout: patience.stallMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: Math.ceil(patience.stallMs / 4),
      maxHeaderSize: 65_536,
      noDelay: true,
    },
    (request, response) => {
      response.on("error", () => response.destroy());
      if (answerBrowser(request, response, allowOrigins)) return;
      // Whatever goes wrong with one connection is told to it alone, by cutting it.
      traffic.serve(request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`cannot listen on ${host}, port ${port}: ${error.message}`);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: new URL(`http://${name}:${address.port}`),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Requests on their way in and replies on their way out: they take a bounded part of memory together, however many and slow the clients are. */
class Traffic {
  readonly #reference: Served;
  readonly #stallMs: number;
  readonly #room = new Room(ROOM);
  readonly #outbox: Outbox;

  constructor(reference: Served, { stallMs }: DoorPatience) {
    this.#reference = reference;
    this.#outbox = reference.outbox ?? new Outbox();
    this.#stallMs = stallMs;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let taken = 0;
    const wanting = declaredLength(request);
    if (wanting > SMALL) taken = await this.#room.take(Math.min(wanting, MOST_KEPT));
    try {
      if (response.destroyed) return;
      const body = await this.#bodyOf(request);
      const unused = Math.max(0, taken - body.bytes.length);
      taken -= unused;
      this.#room.giveBack(unused);
      const reply = await this.#reference.handle(rawRequest(request, body)).catch((error: Error) => {
        if (error instanceof ReplyBytes) return error;
        // Not the client's fault, and nobody else would hear of it.
        if (!(error instanceof CutConnection)) process.emitWarning(error);
        throw error;
      });
      if (reply instanceof ReplyBytes) response.socket?.end(reply.bytes);
      else await this.#send(reply, request, response);
    } finally {
      this.#room.giveBack(taken);
    }
  }

  async #bodyOf(request: IncomingMessage): Promise<Body> {
    const chunks: Buffer[] = [];
    let length = 0;
    const stalled = setTimeout(() => request.destroy(), this.#stallMs);
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        stalled.refresh();
        if (length < MOST_KEPT) chunks.push(chunk.subarray(0, MOST_KEPT - length));
        length += chunk.length;
        if (length > MOST_BYTES) throw new Error("the body is longer than anybody reads");
      }
    } finally {
      clearTimeout(stalled);
    }
    return { bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), length };
  }

  async #send(
    { status, headers, body, connection }: RawReply,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const closed = closing(request, response);
    // Without chunks and without a length, only the end of the connection ends a body.
    if (connection === "ends-body") response.useChunkedEncodingByDefault = false;
    if (connection === "closed-after") {
      // A response that is finished has no socket any more.
      const { socket } = response;
      response.once("finish", () => socket?.destroySoon());
    }
    response.writeHead(status, onThisConnection(headers, response).flat());
    void closed.then(watchProgress(response, this.#stallMs));
    if (body instanceof Uint8Array) {
      const sent = this.#outbox.add(body.length);
      response.end(body);
      await closed;
      sent();
      return;
    }
    response.flushHeaders();
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await Promise.race([once(response, "drain"), closed]);
    }
    response.end();
    await closed;
  }
}

/** What was read of a body, and how long it was. */
interface Body {
  readonly bytes: Buffer;
  readonly length: number;
}

/** Bytes of the body as far as its head tells; of one in chunks, all that it may have. */
function declaredLength({ headers }: IncomingMessage): number {
  if (headers["transfer-encoding"] !== undefined) return MOST_KEPT;
  return Number(headers["content-length"] ?? 0);
}

/** The end of a reply: it is sent, or its connection is closed. One that waits behind another on the same connection has no end of its own then. */
function closing({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      response.off("close", end);
      socket.off("close", end);
      resolve();
    };
    response.once("close", end);
    socket.once("close", end);
    if (response.destroyed || socket.destroyed) end();
  });
}

/** Cuts a connection whose client takes nothing of what waits for it. */
function watchProgress(response: ServerResponse, stallMs: number): () => void {
  const { socket } = response;
  let before = -1;
  const timer = setInterval(() => {
    if (socket === null) return;
    const sent = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength > 0 && sent === before) response.destroy();
    before = sent;
  }, stallMs);
  timer.unref();
  return () => clearInterval(timer);
}

function rawRequest(
  { method = "", url = "", rawHeaders }: IncomingMessage,
  { bytes, length }: Body,
): RawRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  const request = { method, target: url, headers, body: bytes };
  return length > bytes.length ? { ...request, length } : request;
}

/** A reply says that its connection is kept; where that is not so, the connection has the last word. */
function onThisConnection(headers: RawHeaders, { shouldKeepAlive }: ServerResponse): RawHeaders {
  if (shouldKeepAlive) return headers;
  return headers.map(([name, value]) => [name, name.toLowerCase() === "connection" ? "close" : value]);
}
