import type { Exchange } from "../wire/exchange.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";

/** What came of one request: a reply, a failure that blames nobody, or neither when the client went away first. */
export type Attempt = Pick<Exchange, "startedAt" | "reply" | "failure">;

/** How long, and how much, we wait for. */
export interface ReceptionLimits {
  /** ms without a sign of the server: until the head of its reply, and then between two pieces of the body. */
  readonly timeoutMs: number;
  /** Bytes of a body; what is longer is not read. */
  readonly maxBytes: number;
}

type Trouble = NonNullable<Exchange["failure"]>["kind"];

/** A reply that trickles without end is given up after so many times the limit for silence. */
const patience = 10;

/**
 * Collects one reply as it arrives, with its times, and gives it up at the limits. Whatever carries the bytes calls `begin`
 * when the request leaves, then `head`, `data` and `end`, or `fail`; what is told after the end is ignored.
 */
export class Reception {
  readonly done: Promise<Attempt>;
  readonly #limits: ReceptionLimits;
  readonly #abandon: () => void;
  #resolve!: (attempt: Attempt) => void;
  #reject!: (reason: unknown) => void;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  #startedAt: number = Date.now();
  #begun: number = performance.now();
  #lastSign: number = this.#begun;
  #head: { readonly status: number; readonly headers: RawHeaders; readonly headAt: number } | undefined;
  readonly #chunks: { readonly at: number; readonly size: number }[] = [];
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  /** @param abandon closes the connection: nothing more is wanted from it */
  constructor(limits: ReceptionLimits, abandon: () => void) {
    this.#limits = limits;
    this.#abandon = abandon;
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
    this.#lastSign = performance.now();
    this.#chunks.push({ at: this.#lastSign - this.#begun, size: piece.length });
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size > this.#limits.maxBytes) {
      this.#reply({ kind: "too-long", says: `the body is longer than ${this.#limits.maxBytes} bytes` });
      this.#abandon();
    }
  }

  end(): void {
    this.#reply();
  }

  /** The connection failed: nobody's fault before the head of the reply, and the subject's after it. */
  fail(kind: Trouble, says: string): void {
    const afterMs = performance.now() - this.#begun;
    if (!this.#head) this.#settle({ startedAt: this.#startedAt, failure: { kind, says, afterMs } });
    else if (kind === "malformed") this.#reply({ kind, says });
    else this.#reply({ kind: kind === "silence" ? "silent" : "cut", says });
  }

  /** The same, told by an error of a socket, of TLS or of undici's parser. */
  failWith(error: Error): void {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    // Several addresses that all refuse are an AggregateError without a message.
    const says = error.message || code || error.name;
    if (silent.has(code)) this.fail("silence", says);
    else if (lost.has(code) || says.includes("Invalid EOF state")) this.fail("reset", says);
    else if (badLength.has(code)) this.fail(this.#head ? "reset" : "malformed", says);
    else if (error.name === "HTTPParserError" || code === "UND_ERR_HEADERS_OVERFLOW")
      this.fail("malformed", says);
    else this.fail("refused", says);
  }

  /** The client goes away, as the case wants it: what came by then is no fault. */
  leave(): void {
    if (this.#head) this.#reply();
    else this.#settle({ startedAt: this.#startedAt });
    this.#abandon();
  }

  /** The run wants no answer any more, or the request could not be made: a fault of the harness. */
  cancel(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#reject(reason);
    this.#abandon();
  }

  #watch(ms: number): void {
    clearTimeout(this.#timer);
    // What has come by then is read first: that this process was busy is not the silence of the server.
    const look = (): NodeJS.Immediate => setImmediate(() => this.#look());
    this.#timer = setTimeout(look, Math.max(1, Math.ceil(ms)));
  }

  /** One timer for all limits, set again when it finds that something came meanwhile. */
  #look(): void {
    if (this.#settled) return;
    const { timeoutMs } = this.#limits;
    const now = performance.now();
    const silent = timeoutMs - (now - this.#lastSign);
    const whole = patience * timeoutMs - (now - this.#begun);
    if (silent > 0 && whole > 0) {
      this.#watch(Math.min(silent, whole));
      return;
    }
    this.fail("silence", this.#waitedFor(silent > 0));
    this.#abandon();
  }

  #waitedFor(trickles: boolean): string {
    const { timeoutMs } = this.#limits;
    if (trickles) return `not complete after ${patience * timeoutMs} ms`;
    if (this.#head) return `nothing for ${timeoutMs} ms after ${this.#size} bytes of the body`;
    return `no reply within ${timeoutMs} ms`;
  }

  #reply(fault?: NonNullable<ReceivedReply["fault"]>): void {
    if (this.#settled || !this.#head) return;
    const [first] = this.#pieces;
    const body = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces, this.#size);
    this.#settle({
      startedAt: this.#startedAt,
      reply: {
        ...this.#head,
        body,
        chunks: this.#chunks,
        endAt: performance.now() - this.#begun,
        ...(fault && { fault }),
      },
    });
  }

  #settle(attempt: Attempt): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#resolve(attempt);
  }
}

const silent = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
const lost = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "UND_ERR_SOCKET"]);
/** Told of a body that ended early, and of a head whose lengths do not fit together. */
const badLength = new Set(["UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);
