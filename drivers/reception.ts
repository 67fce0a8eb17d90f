import type { Room } from "../targets/reference/room.ts";
import type { Exchange, ExchangeFailure } from "../wire/exchange.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";
import { ReceivedBody } from "./received-body.ts";
import { headTooLong, type ReplyFault } from "./reply-parser.ts";

/** What came of one request: a reply, a failure that blames nobody, or neither when the client went away first. */
export type Attempt = Pick<Exchange, "startedAt" | "reply" | "failure" | "stray">;

/** How long, and how much, we wait for. */
export interface ReceptionLimits {
  /** ms without a sign of the server: until the head of its reply, and then between two pieces of the body. */
  readonly timeoutMs: number;
  /** ms that the body should take by itself: what the function waits while it sends. 0 when absent. */
  readonly workMs?: number;
  /** Bytes of a body; what is longer is not read. */
  readonly maxBytes: number;
  /** Bytes of all bodies that come at once: a long one waits for its turn when there are others. */
  readonly room: Room;
}

/** The connection that a reply comes on. */
export interface ReplySource {
  /** Closes it: nothing more is wanted from it. */
  abandon(): void;
  /** Lets it wait with what it has, and go on. */
  pause(): void;
  resume(): void;
}

/** A body of more bytes takes room. */
const SMALL = 64 * 1024;

/** A piece costs as much as so many bytes, however small it is: of a body that comes byte by byte less is read. */
const pieceBytes = 64;

type Trouble = ExchangeFailure["kind"];

/** A body that comes slower than this, in bytes a ms, is given up as if it were silent: one that drips costs no more than silence. */
const slowest = 10;
/** Any body is given up after so many times the limit for silence. */
const patience = 10;
/** The longest that a timer of Node's can wait. */
const mostMs = 2 ** 31 - 1;

/**
 * Collects one reply as it arrives, with its times, and gives it up at the limits. Whatever carries the bytes calls `begin`
 * when the request leaves, then `head`, `data` and `end`, or `fail`; what is told after the end is ignored.
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
  /** ms that it waited for room. */
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

  /** The request leaves now: all times count from here. */
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

  /** Goes on with a long body when there is room for the whole of it. */
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
      // That we let it wait is not the silence of the server.
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
   * The connection failed: nobody's fault before the head of the reply unless what came is no reply, and the subject's after it.
   * @param bytes the beginning of what is no reply
   */
  fail(kind: Trouble, says: string, bytes?: Uint8Array): void {
    if (!this.#head) {
      const afterMs = performance.now() - this.#begun;
      this.#settle({ startedAt: this.#startedAt, failure: { kind, says, afterMs, ...(bytes && { bytes }) } });
    } else if (kind === "malformed" || kind === "too-long") this.#reply({ kind, says });
    else this.#reply({ kind: kind === "silence" ? "silent" : "cut", says });
  }

  /**
   * The same, told by an error of a socket, of TLS or of undici's parser.
   * @param bad what came is no reply, and this is what is wrong with it
   */
  failWith(error: Error, bad?: { readonly fault: ReplyFault | undefined; readonly bytes: Uint8Array }): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    // Several addresses that all refuse are an AggregateError without a message.
    const says = error.message || code || error.name;
    const fault = bad?.fault ?? { kind: "malformed", says };
    const malformed = (): void => this.fail(fault.kind, fault.says, bad?.bytes);
    // Whatever undici makes of it: what we can tell to be no reply is none.
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

  /** The client goes away, as the case wants it: what came by then is no fault. */
  leave(): void {
    if (this.#head) this.#reply();
    else this.#settle({ startedAt: this.#startedAt });
    this.#source.abandon();
  }

  /** The run wants no answer any more, or the request could not be made: a fault of the harness. */
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
    // What has come by then is read first: that this process was busy is not the silence of the server.
    const look = (): NodeJS.Immediate => setImmediate(() => this.#look());
    this.#timer = setTimeout(look, Math.min(mostMs, Math.max(1, Math.ceil(ms))));
  }

  /** One timer for all limits, set again when it finds that something came meanwhile. */
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

  /** How long the whole reply may take by now, in ms: the more of it came, the longer. */
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
/** Told of a body that ended early, and of a head whose lengths do not fit together. */
const badLength = new Set(["UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
