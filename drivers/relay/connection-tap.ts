import type { Room } from "../../targets/reference/room.ts";
import type { Exchange, ExchangeFailure } from "../../wire/exchange.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { ReplyParser } from "../reply-parser.ts";
import { KeptBody } from "./kept-body.ts";
import type { Passed } from "./passed.ts";

/** The number of bytes to keep when they are not a reply. */
const KEPT = 4096;

export interface TapOptions {
  /** Scheme, host and port of the endpoint. */
  readonly origin: string;
  readonly room: Room;
  readonly tell: (passed: Passed) => void;
}

/** A request whose reply is not complete. */
interface Pending {
  readonly method: string;
  readonly target: string;
  headers: RawHeaders;
  signedAs?: RawRequest;
  readonly startedAt: number;
  readonly began: number;
  readonly sent: KeptBody;
  isSent: boolean;
  readonly received: KeptBody;
  readonly parser: ReplyParser;
  head?: { readonly status: number; readonly headers: RawHeaders; readonly headAt: number };
  came: Buffer;
}

/**
 * Reads what passes on one connection, without delaying it. Requests come from a parser, replies from their bytes. When something cannot be
 * read, only the reading ends, never the passing.
 */
export class ConnectionTap {
  readonly #options: TapOptions;
  readonly #pending: Pending[] = [];
  #off = false;

  constructor(options: TapOptions) {
    this.#options = options;
  }

  /** Whether no request waits for a reply. */
  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  /** A request has begun. */
  head(method: string, target: string, headers: RawHeaders): void {
    if (this.#off) return;
    const { room } = this.#options;
    const began = performance.now();
    const received = new KeptBody(room);
    const pending: Pending = {
      method,
      target,
      headers,
      startedAt: Date.now(),
      began,
      sent: new KeptBody(room),
      isSent: false,
      received,
      came: Buffer.alloc(0),
      parser: new ReplyParser(
        {
          interim() {},
          head(status, fields) {
            pending.head = { status, headers: fields, headAt: performance.now() - began };
          },
          data: (piece) => received.add(piece, performance.now() - began),
        },
        method,
      ),
    };
    this.#pending.push(pending);
  }

  /** Content of the last request. */
  sent(piece: Uint8Array): void {
    const last = this.#pending.at(-1);
    // A reply may end before its request does. The rest of the request then belongs to no exchange.
    if (last && !last.isSent) last.sent.add(piece, performance.now() - last.began);
  }

  /**
   * The last request is complete.
   * @param instead the request that goes to the endpoint in its place, when the relay signed a new one
   */
  sentWhole(instead?: RawRequest): void {
    const last = this.#pending.at(-1);
    if (!last || last.isSent) return;
    last.isSent = true;
    if (instead === undefined) return;
    last.signedAs = { method: last.method, target: last.target, headers: last.headers, body: instead.body };
    last.headers = instead.headers;
  }

  /** Bytes arrived from the endpoint. */
  received(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && !this.#off) {
      const [first] = this.#pending;
      // Unexpected bytes: from here on, nobody can match replies to requests.
      if (first === undefined) {
        this.stop();
        return;
      }
      if (first.came.length < KEPT && first.head === undefined)
        first.came = Buffer.concat([first.came, rest.subarray(0, KEPT - first.came.length)]);
      first.parser.push(rest);
      const { fault, done } = first.parser;
      if (fault !== undefined) {
        this.#endFirst(
          first.head ? { fault } : { failure: this.#failure(first, fault.kind, fault.says, first.came) },
        );
        this.stop();
        return;
      }
      if (!done) return;
      rest = Buffer.from(first.parser.rest);
      this.#endFirst({});
    }
  }

  /** The endpoint closed the connection, or was never there. */
  endpointGone(kind: "refused" | "reset", says: string): void {
    while (!this.#off && this.#pending.length > 0) {
      const first = this.#pending[0] as Pending;
      if (first.parser.close()) this.#endFirst({});
      else if (first.head) this.#endFirst({ fault: { kind: "cut", says } });
      else this.#endFirst({ failure: this.#failure(first, kind, says) });
    }
  }

  /** The client stopped reading. A missing rest says nothing about the endpoint. */
  clientGone(): void {
    while (!this.#off && this.#pending.length > 0) this.#endFirst({}, false);
  }

  /** Stops reading. */
  stop(): void {
    this.#off = true;
    for (const { sent, received } of this.#pending) {
      sent.release();
      received.release();
    }
    this.#pending.length = 0;
  }

  #failure(
    { began }: Pending,
    kind: ExchangeFailure["kind"],
    says: string,
    bytes?: Uint8Array,
  ): ExchangeFailure {
    return { kind, says, afterMs: performance.now() - began, ...(bytes && { bytes }) };
  }

  #endFirst(
    {
      fault,
      failure,
    }: {
      readonly fault?: NonNullable<ReceivedReply["fault"]>;
      readonly failure?: NonNullable<Exchange["failure"]>;
    },
    whole = true,
  ): void {
    const pending = this.#pending.shift();
    if (pending === undefined) return;
    const { method, target, headers, signedAs, startedAt, began, sent, isSent, received, head } = pending;
    const reply = head && {
      ...head,
      ...received.whole(),
      endAt: performance.now() - began,
      ...(fault && { fault }),
    };
    const lost = [
      ...(sent.lost || !isSent ? (["request.body"] as const) : []),
      ...(received.lost ? (["response.body"] as const) : []),
    ];
    this.#options.tell({
      exchange: {
        origin: this.#options.origin,
        request: { method, target, headers, body: sent.whole().body },
        startedAt,
        ...(reply && { reply }),
        ...(failure && { failure }),
      },
      ...(signedAs && { signedAs }),
      whole,
      lost,
    });
    sent.release();
    received.release();
  }
}
