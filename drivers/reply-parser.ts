import type { BadReplyKind } from "../wire/exchange.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import { withoutBlanks } from "./without-blanks.ts";

/** Why bytes are not a reply. */
export interface ReplyFault {
  readonly kind: BadReplyKind;
  readonly says: string;
}

/** Receives the parts of a reply as it is read. */
export interface ReplySink {
  /** An interim reply (100, 102, 103). The real one follows. */
  interim(status: number): void;
  head(status: number, headers: RawHeaders): void;
  data(piece: Uint8Array): void;
}

/** Large enough for a log that was not cut to 4 KB, in a single header. */
export const mostHeadBytes: number = 256 * 1024;
/** The message for a longer head. */
export const headTooLong: string = `a head of over ${mostHeadBytes} bytes`;
/** A reply with more headers is useless, and each takes memory. */
export const mostFields = 2000;
const mostInterims = 100;
/** How every reply begins. */
const BEGINNING = "HTTP/1.";
/** The number of pieces of a line that are kept separately, because it may arrive byte by byte. */
const mostPieces = 64;

/**
 * Reads one HTTP/1.x reply (RFC 9112) as its bytes arrive, in pieces of any size. Its cost depends only on the bytes received. It never
 * throws because of what a server sends: `fault` says what is wrong.
 */
export class ReplyParser {
  /** Whether the reply is complete. `rest` holds what came after it. */
  done = false;
  /** Why this is not an HTTP reply. Once it is set, nothing more is read. */
  fault: ReplyFault | undefined;
  rest: Uint8Array = new Uint8Array(0);
  /** Whether the connection stays open for another request. */
  keepAlive = false;

  readonly #sink: ReplySink;
  readonly #bodiless: boolean;
  #state: "status" | "fields" | "fixed" | "to-close" | "size" | "chunk" | "chunk-end" | "trailers" = "status";
  /** Remaining bytes of the body, or of its chunk. */
  #left = 0;
  /** The beginning of the current line. `#lineBytes` counts the bytes of head and trailers so far. */
  #line: Uint8Array[] = [];
  #lineBytes = 0;
  #interims = 0;
  #version = 1;
  #status = 0;
  #headers: (readonly [string, string])[] = [];

  constructor(sink: ReplySink, method: string) {
    this.#sink = sink;
    this.#bodiless = method === "HEAD";
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !this.done && this.fault === undefined) {
      if (this.#state === "fixed" || this.#state === "chunk" || this.#state === "to-close") {
        const piece = bytes.subarray(at, at + Math.min(this.#left, bytes.length - at));
        at += piece.length;
        this.#left -= piece.length;
        this.#sink.data(piece);
        if (this.#left === 0) this.#bodyRead();
      } else {
        const end = bytes.indexOf(10, at);
        this.#line.push(bytes.subarray(at, end < 0 ? bytes.length : end));
        if (this.#line.length > mostPieces) this.#line = [Buffer.concat(this.#line)];
        this.#lineBytes += (end < 0 ? bytes.length : end + 1) - at;
        at = end < 0 ? bytes.length : end + 1;
        if (this.#lineBytes > mostHeadBytes) this.#tooLong(headTooLong);
        else if (end >= 0) this.#take(this.#wholeLine());
        else if (this.#state === "status") this.#look();
      }
    }
    this.rest = bytes.subarray(at);
  }

  /**
   * The server closed its side.
   * @returns whether the reply is complete
   */
  close(): boolean {
    if (this.#state === "to-close" && this.fault === undefined) this.done = true;
    return this.done;
  }

  #malformed(says: string): void {
    this.fault = { kind: "malformed", says };
  }

  #tooLong(says: string): void {
    this.fault = { kind: "too-long", says };
  }

  #wholeLine(): string {
    const [first] = this.#line;
    const line = this.#line.length === 1 && first ? (first as Buffer) : Buffer.concat(this.#line);
    this.#line = [];
    const text = line.toString("latin1");
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }

  /** Reports a status line as soon as it cannot become valid, because no further bytes may arrive. */
  #look(): void {
    const begun = Buffer.concat(this.#line).toString("latin1");
    this.#line = [Buffer.from(begun, "latin1")];
    const its = begun.replace(/^\r/, "").slice(0, BEGINNING.length);
    if (!BEGINNING.startsWith(its)) this.#statusLine(begun);
  }

  #take(line: string): void {
    if (this.#state === "status") {
      // An extra line break before the reply is allowed (RFC 9112, section 2.2).
      if (line !== "") this.#statusLine(line);
    } else if (this.#state === "fields") {
      if (line === "") this.#headRead();
      else if (this.#headers.length === mostFields) this.#tooLong(`over ${mostFields} header fields`);
      else this.#field(line);
    } else if (this.#state === "size") {
      this.#chunkSize(line);
    } else if (this.#state === "chunk-end") {
      if (line === "") this.#state = "size";
      else this.#malformed("a chunk does not end where its size says");
    } else if (line === "") {
      // Trailers are read and dropped.
      this.done = true;
    }
  }

  #statusLine(line: string): void {
    const found = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/.exec(line);
    if (!found) {
      this.#malformed(`it begins with ${JSON.stringify(line.slice(0, 60))}, no HTTP/1.1 status line`);
      return;
    }
    this.#version = Number(found[1]);
    this.#status = Number(found[2]);
    this.#headers = [];
    this.#state = "fields";
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const last = this.#headers.at(-1);
    if (/[\0\r]/.test(line)) {
      this.#malformed(`a header field holds a control character: ${JSON.stringify(line.slice(0, 60))}`);
    } else if (/^[ \t]/.test(line) && last) {
      // A folded line (RFC 9112, section 5.2) continues the value of the line before it.
      this.#headers[this.#headers.length - 1] = [last[0], `${last[1]} ${withoutBlanks(line)}`];
    } else if (/^[\w!#$%&'*+.^`|~-]+$/.test(line.slice(0, Math.max(0, colon)))) {
      this.#headers.push([line.slice(0, colon), withoutBlanks(line.slice(colon + 1))]);
    } else {
      this.#malformed(`this is not a header: ${JSON.stringify(line.slice(0, 60))}`);
    }
  }

  #headRead(): void {
    if (this.#status < 200) {
      if (this.#status === 101) this.#malformed("it switches protocols, which nobody asked for");
      else if (++this.#interims > mostInterims) this.#malformed(`over ${mostInterims} interim replies`);
      else this.#sink.interim(this.#status);
      this.#state = "status";
      return;
    }
    const codings = this.#list("transfer-encoding");
    const lengths = new Set(this.#list("content-length"));
    const [length] = lengths;
    if (lengths.size > 1 || (length !== undefined && !/^\d{1,15}$/.test(length))) {
      this.#malformed(`Content-Length is ${JSON.stringify([...lengths].join(", "))}`);
      return;
    }
    if (length !== undefined && codings.length > 0) {
      this.#malformed("both Content-Length and Transfer-Encoding");
      return;
    }
    const connection = this.#list("connection");
    this.keepAlive = this.#version === 1 ? !connection.includes("close") : connection.includes("keep-alive");
    this.#sink.head(this.#status, this.#headers);
    if (this.#bodiless || this.#status === 204 || this.#status === 304) {
      this.done = true;
    } else if (codings.at(-1) === "chunked") {
      this.#state = "size";
    } else if (length !== undefined) {
      this.#left = Number(length);
      if (this.#left === 0) this.done = true;
      this.#state = "fixed";
    } else {
      this.keepAlive = false;
      this.#left = Number.POSITIVE_INFINITY;
      this.#state = "to-close";
    }
  }

  #chunkSize(line: string): void {
    const size = /^([\da-f]{1,13})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) {
      this.#malformed(`a chunk begins with ${JSON.stringify(line.slice(0, 60))}, no size`);
      return;
    }
    // A long body of small chunks must not count towards the limit for heads.
    this.#lineBytes = 0;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
  }

  #bodyRead(): void {
    if (this.#state === "chunk") this.#state = "chunk-end";
    else this.done = true;
  }

  /** The items of a header with a list, in lower case. */
  #list(name: string): string[] {
    return this.#headers
      .filter(([field]) => field.toLowerCase() === name)
      .flatMap(([, value]) => value.toLowerCase().split(",").map(withoutBlanks))
      .filter((member) => member !== "");
  }
}
