import type { Room } from "../targets/reference/room.ts";
import type { Exchange, ExchangeFailure } from "../wire/exchange.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";
import { ReceivedBody } from "./received-body.ts";
import { headTooLong, type ReplyFault } from "./reply-parser.ts";

/** The outcome of one request: a reply, a failure that blames nobody, or neither when the client disconnected first. */
export type Attempt = Pick<Exchange, "startedAt" | "reply" | "failure" | "stray">;

/** How long to wait for a reply, and how much of it to read. */
export interface ReceptionLimits {
  /** The longest silence of the server, in ms: until the head of its reply, and then between two pieces of the body. */
  readonly timeoutMs: number;
  /** How long the function waits while it sends the body, in ms; default 0. */
  readonly workMs?: number;
  /** The largest body, in bytes. The rest is not read. */
  readonly maxBytes: number;
  /** Bytes of all bodies that are received at once. A long body waits for its turn. */
  readonly room: Room;
}

/** The connection that a reply arrives on. */
export interface ReplySource {
  /** Closes it, because nothing more is needed from it. */
  abandon(): void;
  /** Stops reading, until `resume`. */
  pause(): void;
  resume(): void;
}

/** A body of more bytes needs room. */
const SMALL = 64 * 1024;

/** The cost of a piece in bytes, however small it is. Of a body that arrives byte by byte, less is read. */
const pieceBytes = 64;

type Trouble = ExchangeFailure["kind"];

/**
 * A body that arrives more slowly than this, in bytes per ms, is given up like a silent one. So a slow trickle costs no more than silence.
 */
const slowest = 10;
/** Every body is given up after this multiple of the limit for silence. */
const patience = 10;
/** The longest delay of a Node.js timer. */
const mostMs = 2 ** 31 - 1;

/**
 * Collects one reply as it arrives, with its times, and gives up at the limits. The carrier of the bytes calls `begin` when the request is
 * sent, then `head`, `data` and `end`, or `fail`. Calls after the end are ignored.
 */
export class Reception {
  readonly done: Promise<Attempt>;
  readonly #limits: ReceptionLimits;
  readonly #source: ReplySource;
  #resolve!: (attempt: Attempt) => void;
  #reject!: (reason: unknown) => void;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  #startedAt: number = Date.now();
  #begun: number = performance.now();
  #lastSign: number = this.#begun;
  #head: { readonly status: number; readonly headers: RawHeaders; readonly headAt: number } | undefined;
  readonly #body: ReceivedBody;
  #pieces = 0;
  /** Bytes of room that it has, or waits for. */
  #room = 0;
  #paused = false;
  /** How long it has waited for room, in ms. */
  #waited = 0;

  constructor(limits: ReceptionLimits, source: ReplySource) {
    this.#limits = limits;
    this.#source = source;
    // One byte more shows that the body is too long.
    this.#body = new ReceivedBody(limits.maxBytes + 1);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The request is sent now. All times count from here. */
  begin(): void {
    this.#startedAt = Date.now();
    this.#begun = this.#lastSign = performance.now();
    this.#watch(this.#limits.timeoutMs);
  }

  head(status: number, headers: RawHeaders): void {
    this.#lastSign = performance.now();
    this.#head = { status, headers, headAt: this.#lastSign - this.#begun };
  }

  data(piece: Uint8Array): void {
    if (this.#settled) return;
    const { maxBytes } = this.#limits;
    this.#lastSign = performance.now();
    this.#body.add(piece.subarray(0, maxBytes - this.#body.size + 1), this.#lastSign - this.#begun);
    this.#pieces += 1;
    if (this.#body.size > maxBytes) {
      this.#cut(`cut at ${maxBytes} bytes: the body is longer than any expected response`);
    } else if (this.#pieces * pieceBytes > maxBytes) {
      this.#cut(
        `cut after ${this.#pieces} pieces of ${this.#body.size} bytes in total: no expected response has as many`,
      );
    } else if (this.#body.size > SMALL && this.#room === 0) this.#takeRoom();
  }

  #cut(says: string): void {
    this.#reply({ kind: "too-long", says });
    this.#source.abandon();
  }

  /** Continues with a long body when there is room for all of it. */
  #takeRoom(): void {
    const { maxBytes, room } = this.#limits;
    this.#room = maxBytes;
    if (room.tryTake(maxBytes)) return;
    this.#paused = true;
    this.#source.pause();
    const waitingSince = performance.now();
    void room.take(maxBytes).then((taken) => {
      this.#room = taken;
      this.#paused = false;
      if (this.#settled) {
        this.#giveRoomBack();
        return;
      }
      // The server is not silent while this process makes it wait.
      this.#lastSign = performance.now();
      this.#waited += this.#lastSign - waitingSince;
      this.#source.resume();
    });
  }

  #giveRoomBack(): void {
    if (this.#paused || this.#room === 0) return;
    this.#limits.room.giveBack(this.#room);
    this.#room = 0;
  }

  end(): void {
    this.#reply();
  }

  /**
   * The connection failed. Before the head of the reply nobody is blamed, unless the bytes are no reply. After the head, the subject is
   * blamed.
   * @param bytes the beginning of the bytes that are not a response
   */
  fail(kind: Trouble, says: string, bytes?: Uint8Array): void {
    if (!this.#head) {
      const afterMs = performance.now() - this.#begun;
      this.#settle({ startedAt: this.#startedAt, failure: { kind, says, afterMs, ...(bytes && { bytes }) } });
    } else if (kind === "malformed" || kind === "too-long") this.#reply({ kind, says });
    else this.#reply({ kind: kind === "silence" ? "silent" : "cut", says });
  }

  /**
   * The same, for an error of a socket, of TLS or of undici's parser.
   * @param bad the bytes, when they are no reply, and what is wrong with them
   */
  failWith(error: Error, bad?: { readonly fault: ReplyFault | undefined; readonly bytes: Uint8Array }): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    // When several addresses all refuse, the error is an AggregateError without a message.
    const says = error.message || code || error.name;
    const fault = bad?.fault ?? { kind: "malformed", says };
    const malformed = (): void => this.fail(fault.kind, fault.says, bad?.bytes);
    // What is visibly no reply is malformed, whatever undici reports.
    if (!this.#head && bad?.fault !== undefined) malformed();
    else if (silent.has(code)) this.fail("silence", says);
    else if (says === "bad upgrade") malformed();
    else if (lost.has(code) || says.includes("Invalid EOF state")) this.fail("reset", says);
    else if (badLength.has(code)) {
      if (this.#head) this.fail("reset", says);
      else malformed();
    } else if (code === "UND_ERR_HEADERS_OVERFLOW") this.fail("too-long", headTooLong, bad?.bytes);
    else if (error.name === "HTTPParserError") malformed();
    else this.fail("refused", says);
  }

  /** The client disconnects, as the case requires. What has arrived so far is no fault. */
  leave(): void {
    if (this.#head) this.#reply();
    else this.#settle({ startedAt: this.#startedAt });
    this.#source.abandon();
  }

  /** The run no longer needs the reply, or the request could not be made. Neither blames the subject. */
  cancel(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#giveRoomBack();
    this.#reject(reason);
    this.#source.abandon();
  }

  #watch(ms: number): void {
    clearTimeout(this.#timer);
    // Reads what has already arrived first: this process being busy is not silence of the server.
    const look = (): NodeJS.Immediate => setImmediate(() => this.#look());
    this.#timer = setTimeout(look, Math.min(mostMs, Math.max(1, Math.ceil(ms))));
  }

  /** One timer serves all limits. It is set again when something has arrived in the meantime. */
  #look(): void {
    if (this.#settled) return;
    const { timeoutMs } = this.#limits;
    const now = performance.now();
    const silent = this.#paused ? timeoutMs : timeoutMs - (now - this.#lastSign);
    const whole = this.#mostMs() - (now - this.#begun - this.#waited);
    if (silent > 0 && (whole > 0 || this.#paused)) {
      this.#watch(this.#paused ? silent : Math.min(silent, whole));
      return;
    }
    this.fail("silence", this.#waitedFor(silent > 0));
    this.#source.abandon();
  }

  /** How long the whole reply may take so far, in ms. It grows with the bytes that have arrived. */
  #mostMs(): number {
    const { timeoutMs, workMs = 0 } = this.#limits;
    const { headAt = 0 } = this.#head ?? {};
    return Math.min(patience * timeoutMs, headAt + timeoutMs + workMs + this.#body.size / slowest);
  }

  #waitedFor(trickles: boolean): string {
    const { timeoutMs } = this.#limits;
    if (trickles) {
      const ms = Math.round(performance.now() - this.#begun - this.#waited);
      return `not complete after ${ms} ms: ${this.#body.size} bytes of the body came`;
    }
    if (this.#head) return `nothing for ${timeoutMs} ms after ${this.#body.size} bytes of the body`;
    return `no reply within ${timeoutMs} ms`;
  }

  #reply(fault?: NonNullable<ReceivedReply["fault"]>): void {
    if (this.#settled || !this.#head) return;
    this.#settle({
      startedAt: this.#startedAt,
      reply: {
        ...this.#head,
        ...this.#body.whole(),
        endAt: performance.now() - this.#begun,
        ...(fault && { fault }),
      },
    });
  }

  #settle(attempt: Attempt): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#giveRoomBack();
    this.#resolve(attempt);
  }
}

const silent = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
const lost = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "UND_ERR_SOCKET"]);
/** A body that ended early, or a head with contradictory lengths. */
const badLength = new Set(["UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
