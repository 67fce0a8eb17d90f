import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../specs/user-error.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Reference } from "./reference.ts";

export interface HttpDoorOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface HttpDoor {
  readonly url: URL;
  /** Cuts what is still open. The reference is the caller's to close. */
  close(): Promise<void>;
}

/** What a handler rejects with where the connection is to be cut before any reply. */
export class CutConnection extends Error {
  override readonly name = "CutConnection";
}

/** A body of more bytes than this is not read: the connection is cut. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Makes an HTTP server of a reference, or of anything that answers like one: raw targets and bytes go in, and replies go out as
 * they are, header case and order included.
 * @throws UserError when the address cannot be listened on
 */
export async function openHttpDoor(
  reference: Pick<Reference, "handle">,
  { port = 0, host = "127.0.0.1" }: HttpDoorOptions = {},
): Promise<HttpDoor> {
  const server = createServer(
    // Connections are the client's to close: one that is cut between two requests looks like a fault of the endpoint.
    { keepAliveTimeout: 0, headersTimeout: 60_000, requestTimeout: 0, maxHeaderSize: 65_536, noDelay: true },
    (request, response) => {
      response.on("error", () => response.destroy());
      // Whatever goes wrong with one connection is told to it alone, by cutting it.
      serve(reference, request, response).catch(() => response.destroy());
    },
  );
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

async function serve(
  reference: Pick<Reference, "handle">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const reply = await reference.handle(rawRequest(request, body)).catch((error: Error) => {
    // Not the client's fault, and nobody else would hear of it.
    if (!(error instanceof CutConnection)) process.emitWarning(error);
    throw error;
  });
  await send(reply, response);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error("the body is longer than anybody reads");
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function rawRequest({ method = "", url = "", rawHeaders }: IncomingMessage, body: Buffer): RawRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return { method, target: url, headers, body };
}

async function send(
  { status, headers, body, connection }: RawReply,
  response: ServerResponse,
): Promise<void> {
  // Without chunks and without a length, only the end of the connection ends a body.
  if (connection === "ends-body") response.useChunkedEncodingByDefault = false;
  if (connection === "closed-after") {
    // A response that is finished has no socket any more.
    const { socket } = response;
    response.once("finish", () => socket?.destroySoon());
  }
  response.writeHead(status, onThisConnection(headers, response).flat());
  if (body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  const gone = new Promise<void>((resolve) => response.once("close", resolve));
  for await (const chunk of body) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([drained(response), gone]);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("drain", resolve));
}

/** A reply says that its connection is kept; where that is not so, the connection has the last word. */
function onThisConnection(headers: RawHeaders, { shouldKeepAlive }: ServerResponse): RawHeaders {
  if (shouldKeepAlive) return headers;
  return headers.map(([name, value]) => [name, name.toLowerCase() === "connection" ? "close" : value]);
}
