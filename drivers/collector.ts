import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, BlockList, isIPv6 } from "node:net";
import { scanJson } from "../specs/scan-json.ts";
import { UserError } from "../specs/user-error.ts";
import type { LedgerEntry } from "./observation.ts";

/**
 * Counts executions. On instruction, the probe posts `{"nonce", "requestId"}` to the collector's URL each time it runs, with `context` when
 * that is also requested. A dead-letter queue posts `deadLetter` in the same way, and a destination `destination`.
 */
export interface Collector {
  /** The URL for functions: `http://127.0.0.1:PORT/`, `http://host.docker.internal:PORT/`. */
  readonly url: string;
  /** The executions with this nonce so far, in order. */
  entries(nonce: string): readonly LedgerEntry[];
  /**
   * Resolves with the same entries when there are `atLeast`, or after `withinMs`. Rejects with the signal's reason when the signal aborts.
   */
  waitFor(
    nonce: string,
    atLeast: number,
    withinMs: number,
    signal?: AbortSignal,
  ): Promise<readonly LedgerEntry[]>;
  close(): Promise<void>;
}

const mostBodyBytes = 16 * 1024;
/** The number of nonces to remember. Those not heard of for longest are forgotten first. */
const mostNonces = 100_000;
const mostEntries = 100;
/** The largest size of everything that was posted, with the objects that hold it, in bytes. */
const mostBytes = 16 * 1024 * 1024;
const entryBytes = 300;
/** The deepest nesting of arrays and objects in the context that a function posts. */
const mostDepth = 100;

/** Where a collector listens, and the address that functions use. */
export interface CollectorPlace {
  /** An address of this machine: `127.0.0.1`, `0.0.0.0` for all, `fd00::1`. Default: `127.0.0.1`. */
  readonly address?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** The name or address of this machine as functions see it: `host.docker.internal`. Default: the address that it listens on. */
  readonly host?: string;
}

/** Addresses that stand for all addresses of a machine. A function cannot connect to them. */
const wildcards = new BlockList();
wildcards.addAddress("0.0.0.0", "ipv4");
wildcards.addAddress("::", "ipv6");

/**
 * Starts a collector, by default on a free loopback port. It keeps no process alive.
 * @throws UserError when it cannot listen there, or when functions could not reach it
 */
export async function startCollector({
  address = "127.0.0.1",
  port: wanted = 0,
  host,
}: CollectorPlace = {}): Promise<Collector> {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (host === undefined && wildcards.check(address, family)) {
    throw new UserError(
      `--collector-listen ${address}: functions cannot call that address; add --collector-host with the host name under which they reach this machine`,
    );
  }
  const ledger = new Map<string, Account>();
  let bytes = 0;
  const waiting = new Map<string, Set<() => void>>();

  const server = createServer((request, reply) => {
    void read(request).then((body) => {
      const entry = body === undefined ? undefined : entryOf(body);
      if (entry) record(entry.nonce, entry.entry, entryBytes + (body?.length ?? 0));
      answer(reply, request, entry ? 204 : 400);
    });
  });
  server.listen(wanted, address);
  try {
    await once(server, "listening");
  } catch (fault) {
    throw new UserError(`--collector-listen: ${whyNot(fault as NodeJS.ErrnoException, address, wanted)}`);
  }
  server.unref();
  const { port } = server.address() as AddressInfo;
  const authority = host ?? address;

  function record(nonce: string, entry: LedgerEntry, size: number): void {
    const account = ledger.get(nonce) ?? { entries: [], bytes: 0 };
    ledger.set(nonce, account);
    if (account.entries.length < mostEntries) {
      account.entries.push(entry);
      account.bytes += size;
      bytes += size;
    }
    while (ledger.size > 1 && (ledger.size > mostNonces || bytes > mostBytes)) {
      const [[oldest, { bytes: freed }]] = ledger as unknown as [[string, Account]];
      ledger.delete(oldest);
      bytes -= freed;
    }
    for (const look of waiting.get(nonce) ?? []) look();
  }

  const collected = (nonce: string): LedgerEntry[] => [...(ledger.get(nonce)?.entries ?? [])];

  return {
    url: `http://${isIPv6(authority) ? `[${authority}]` : authority}:${port}/`,
    entries: collected,
    async waitFor(nonce, atLeast, withinMs, signal) {
      signal?.throwIfAborted();
      const looks = waiting.get(nonce) ?? new Set();
      waiting.set(nonce, looks);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = (): void => {
        if ((ledger.get(nonce)?.entries.length ?? 0) >= atLeast) resolve();
      };
      const stop = (): void => reject(signal?.reason);
      const timer = setTimeout(resolve, withinMs);
      looks.add(look);
      signal?.addEventListener("abort", stop);
      look();
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
        looks.delete(look);
        if (looks.size === 0) waiting.delete(nonce);
      }
      return collected(nonce);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What was posted for one nonce, and its size in bytes. */
interface Account {
  readonly entries: LedgerEntry[];
  bytes: number;
}

function whyNot({ code, message }: NodeJS.ErrnoException, address: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `something else listens on ${address}, port ${port}; name another port, or none`;
    case "EADDRNOTAVAIL":
      return `this machine has no address ${address}`;
    case "EACCES":
      return `port ${port} is not allowed to you; name one above 1023, or none`;
    default:
      return message;
  }
}

/** The body as text; undefined when it is too long or incomplete. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > mostBodyBytes) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces).toString();
}

function entryOf(body: string): { readonly nonce: string; readonly entry: LedgerEntry } | undefined {
  try {
    if (scanJson(Buffer.from(body)).depth > mostDepth) return undefined;
    const said: unknown = JSON.parse(body);
    if (!isObject(said)) return undefined;
    const { nonce, requestId, context, deadLetter, destination } = said;
    if (typeof nonce !== "string") return undefined;
    const entry: LedgerEntry = {
      at: Date.now(),
      ...(typeof requestId === "string" && { requestId }),
      ...(isObject(context) && { context }),
      ...(isObject(deadLetter) && { deadLetter }),
      ...(isObject(destination) && { destination }),
    };
    return { nonce, entry };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function answer(reply: ServerResponse, request: IncomingMessage, status: number): void {
  // The unread rest of a body that is too long would be taken for the next request.
  if (!request.complete) reply.setHeader("connection", "close");
  reply.writeHead(status).end();
}
