import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { UserError } from "../../specs/user-error.ts";
import { Room } from "../../targets/reference/room.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Tls } from "../net-door.ts";
import { ConnectionTap } from "./connection-tap.ts";
import type { Passed } from "./passed.ts";
import { RequestParser } from "./request-parser.ts";

export interface RelayOptions {
  /** The endpoint: `http://127.0.0.1:4566`. */
  readonly to: URL;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly tls?: Tls;
  /** Signs a request for the endpoint. Without it, every byte is passed on unchanged. */
  readonly sign?: (request: RawRequest, host: string) => Promise<RawRequest>;
  /** Receives each exchange when it is over. */
  readonly tell: (passed: Passed) => void;
}

export interface Relay {
  readonly url: URL;
  /** Closes the relay and cuts open connections. */
  close(): Promise<void>;
}

/** Bytes of all bodies that are kept at once. */
const ROOM = 32 * 1024 * 1024;
/** The largest number of connections. Each has one or two buffers. */
const MOST_CONNECTIONS = 2000;
/** The largest request that is signed, in bytes. It must be complete before it is signed. The API takes no larger one. */
const MOST_SIGNED = 16 * 1024 * 1024;

/**
 * Stands between clients and an endpoint. Each connection of a client has its own connection to the endpoint. Bytes pass at once in both
 * directions, and so do ends and resets. They are read only after they were passed on.
 * @throws UserError when it cannot listen on the address
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { port = 0, host = "127.0.0.1" } = options;
  const room = new Room(ROOM);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const endpoint = connectTo(options.to, options.tls);
    for (const socket of [client, endpoint]) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    }
    join(client, endpoint, options, room);
  });
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
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function connectTo(url: URL, tls: Tls = {}): Socket {
  const { hostname, protocol, port } = url;
  const secure = protocol === "https:";
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const place = { host, port: Number(port) || (secure ? 443 : 80), allowHalfOpen: true };
  if (!secure) return connectTcp({ ...place, noDelay: true });
  const socket = connectTls({
    ...place,
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    rejectUnauthorized: !tls.insecure,
    ALPNProtocols: ["http/1.1"],
  });
  return socket.setNoDelay(true);
}

/** Passes the bytes of each side to the other, and then lets the tap read them. */
function join(client: Socket, endpoint: Socket, { to, sign, tell }: RelayOptions, room: Room): void {
  const tap = new ConnectionTap({ origin: to.origin, room, tell });
  let connected = false;
  let over = false;
  endpoint.once(to.protocol === "https:" ? "secureConnect" : "connect", () => {
    connected = true;
  });

  // Listeners are called in the order of their registration, so bytes pass first.
  endpoint.pipe(client);
  endpoint.on("data", (bytes: Buffer) => tap.received(bytes));
  endpoint.on("end", () => tap.endpointGone("reset", "the connection was closed"));
  if (sign === undefined) {
    client.pipe(endpoint);
    const parser = new RequestParser({
      head: (method, target, headers) => tap.head(method, target, headers),
      data: (piece) => tap.sent(piece),
      wire() {},
      end: () => tap.sentWhole(),
    });
    client.on("data", (bytes: Buffer) => {
      if (parser.fault !== undefined) return;
      parser.push(bytes);
      if (parser.fault !== undefined) tap.stop();
    });
  } else passSigned(client, endpoint, tap, to.host, sign);

  const fail = (cause: Error | undefined, isClient: boolean): void => {
    if (over) return;
    over = true;
    if (isClient) tap.clientGone();
    else {
      // Node.js adds a hint after a semicolon.
      const says = cause?.message.split(";")[0] || "the connection was reset";
      if (!connected && tap.isIdle) {
        refuse(client, tap, says);
        return;
      }
      tap.endpointGone(connected ? "reset" : "refused", says);
    }
    reset(isClient ? endpoint : client);
  };
  client.on("error", (error) => fail(error, true));
  endpoint.on("error", (error) => fail(error, false));
  // Closed before its end arrived: destroyed above, or because the relay closes.
  client.on("close", () => {
    if (!client.readableEnded) fail(undefined, true);
    else tap.clientGone();
  });
  endpoint.on("close", () => {
    if (!endpoint.readableEnded) fail(undefined, false);
  });
}

/** How long a client may take to send its request when there is no endpoint, in ms. */
const REQUEST_MS = 1000;

/** Closes the connection of a client when the endpoint is gone. It first waits for the request, so that the request can be reported. */
function refuse(client: Socket, tap: ConnectionTap, says: string): void {
  const end = (): void => {
    clearTimeout(timer);
    tap.endpointGone("refused", says);
    reset(client);
  };
  const timer = setTimeout(end, REQUEST_MS);
  // The tap reads the first bytes before that.
  client.once("data", () => setImmediate(end));
  client.once("close", () => clearTimeout(timer));
  client.resume();
}

/** Closes a connection with a reset. TLS has no reset, and a connection that was never opened needs none. */
function reset(socket: Socket): void {
  if (socket.connecting || "encrypted" in socket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Headers that a new signature replaces, and the one that the relay answers itself. */
const OWN = new Set(["authorization", "expect", "host", "x-amz-date", "x-amz-security-token"]);

/**
 * Passes on requests with a new signature. A signature covers the body, so each request must be complete first. The order of the headers
 * and the framing of the body stay as they are.
 */
function passSigned(
  client: Socket,
  endpoint: Socket,
  tap: ConnectionTap,
  host: string,
  sign: NonNullable<RelayOptions["sign"]>,
): void {
  let head: Omit<RawRequest, "body"> = { method: "", target: "", headers: [] };
  let content: Uint8Array[] = [];
  let wire: Uint8Array[] = [];
  let bytes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const pass = async (request: RawRequest, body: Uint8Array): Promise<void> => {
    const plain = request.headers.filter(([name]) => !OWN.has(name.toLowerCase()));
    const signed = await sign({ ...request, headers: plain }, host);
    const headers: RawHeaders = [["Host", host], ...signed.headers];
    tap.head(request.method, request.target, request.headers);
    tap.sent(request.body);
    tap.sentWhole({ ...signed, headers });
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const text = `${request.method} ${request.target} HTTP/1.1\r\n${lines}\r\n`;
    if (endpoint.write(Buffer.concat([Buffer.from(text, "latin1"), body]))) return;
    client.pause();
    endpoint.once("drain", () => client.resume());
  };
  const parser = new RequestParser({
    head(method, target, headers) {
      head = { method, target, headers };
      // Only the relay can tell the client to send the body, because it waits for the body.
      if (/^100-continue$/i.test(headerValue(headers, "expect") ?? ""))
        client.write("HTTP/1.1 100 Continue\r\n\r\n");
    },
    data: (piece) => content.push(Uint8Array.from(piece)),
    wire(piece) {
      wire.push(Uint8Array.from(piece));
      bytes += piece.length;
    },
    end() {
      const request = { ...head, body: Buffer.concat(content) };
      const body = Buffer.concat(wire);
      [content, wire, bytes] = [[], [], 0];
      turn = turn.then(() => pass(request, body)).catch((error: Error) => client.destroy(error));
    },
  });
  client.on("data", (piece: Buffer) => {
    parser.push(piece);
    if (parser.fault !== undefined) client.destroy(new Error(parser.fault));
    else if (bytes > MOST_SIGNED) client.destroy(new Error("a body too long to be signed"));
  });
  client.on("end", () => void turn.then(() => endpoint.end()));
}
