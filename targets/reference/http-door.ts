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

/** Where the server listens, and who may send requests. */
export interface HttpDoorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Origins whose web pages may send requests: `https://example.com` or `*`. Default: only pages of the server itself. */
  readonly allowOrigins?: readonly string[];
  readonly patience?: DoorPatience;
}

/** How slow a client may be, in ms. A slower one loses its connection. */
export interface DoorPatience {
  /** The longest time without progress, for a client that has begun a request, or that does not read its reply. */
  readonly stallMs: number;
  /** The longest time for a whole request. */
  readonly requestMs: number;
}

/** An HTTP server on this machine. It runs until it is closed. */
export interface HttpDoor {
  readonly url: URL;
  /** Closes the server and cuts open connections. It does not close the reference. */
  close(): Promise<void>;
}

/** What is behind a door: the reference, or anything that answers like it. */
type Served = Pick<Reference, "handle"> & Partial<Pick<Reference, "outbox">>;

/** A handler rejects with this to cut the connection before any reply. */
export class CutConnection extends Error {
  override readonly name = "CutConnection";
}

const PATIENCE: DoorPatience = { stallMs: 15_000, requestMs: 120_000 };

/** The largest body that is read, in bytes. A longer one cuts the connection. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Bytes of a body that are kept, which is more than any limit of the API. Of a longer body only the length is known. */
const MOST_KEPT = 10 * 1024 * 1024;
/** Bytes of all bodies that are kept at once. Small bodies do not count. */
const ROOM = 24 * 1024 * 1024;
const SMALL = 16 * 1024;
const MOST_CONNECTIONS = 512;

/**
 * Serves a reference, or anything that answers like one, over HTTP. Raw targets and bytes go in. Replies go out unchanged, with the case
 * and order of their headers.
 * @throws UserError when it cannot listen on the address
 */
export async function openHttpDoor(reference: Served, options: HttpDoorOptions = {}): Promise<HttpDoor> {
  const { port = 0, host = "127.0.0.1", allowOrigins = [], patience = PATIENCE } = options;
  const traffic = new Traffic(reference, patience);
  const server = createServer(
    {
      // The client must close connections: a connection that is cut between two requests looks like a fault of the endpoint.
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
      // An error of one connection cuts that connection only.
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

/**
 * Requests on their way in, and replies on their way out. Together they use bounded memory, however many clients there are, and however
 * slow.
 */
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
        // The client is not to blame, and nobody else would learn of the error.
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
    // With neither chunks nor a length, a body ends only when the connection does.
    if (connection === "ends-body") response.useChunkedEncodingByDefault = false;
    const { socket } = response;
    const end = (rest?: Uint8Array): void => {
      response.end(rest);
      // At once: if other work of this process came between, a client would send its next request before it could know.
      if (connection === "closed-after") socket?.destroySoon();
    };
    response.writeHead(status, onThisConnection(headers, response).flat());
    void closed.then(watchProgress(response, this.#stallMs));
    if (body instanceof Uint8Array) {
      const sent = this.#outbox.add(body.length);
      end(body);
      await closed;
      sent();
      return;
    }
    response.flushHeaders();
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await Promise.race([once(response, "drain"), closed]);
    }
    end();
    await closed;
  }
}

/** What was read of a body, and its full length. */
interface Body {
  readonly bytes: Buffer;
  readonly length: number;
}

/** Bytes of the body as its head declares them. A chunked body counts as the largest one allowed. */
function declaredLength({ headers }: IncomingMessage): number {
  if (headers["transfer-encoding"] !== undefined) return MOST_KEPT;
  return Number(headers["content-length"] ?? 0);
}

/**
 * Resolves when a reply is sent or its connection is closed. A reply that waits behind another one on a closed connection emits no event of
 * its own.
 */
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

/** Cuts a connection whose client does not read the replies that wait for it. */
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

/**
 * Headers that match the connection. A reply says that its connection is kept open; when the connection closes, that header must say so.
 */
function onThisConnection(headers: RawHeaders, { shouldKeepAlive }: ServerResponse): RawHeaders {
  if (shouldKeepAlive) return headers;
  return headers.map(([name, value]) => [name, name.toLowerCase() === "connection" ? "close" : value]);
}
