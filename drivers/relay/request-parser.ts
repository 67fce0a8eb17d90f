import type { RawHeaders } from "../../wire/raw-headers.ts";
import { withoutBlanks } from "../without-blanks.ts";

/** Receives the requests that are read, one after another. */
export interface RequestSink {
  head(method: string, target: string, headers: RawHeaders): void;
  /** Content, without the framing of chunks. */
  data(piece: Uint8Array): void;
  /** The content with its framing: every byte after the head, as on the wire. */
  wire(piece: Uint8Array): void;
  end(): void;
}

/** The largest head that is read, in bytes. Servers accept 8 to 64 KB. */
const MOST_HEAD = 256 * 1024;

/**
 * Reads the HTTP/1.x requests of one connection (RFC 9112) as their bytes arrive, in pieces of any size. It never throws because of what a
 * client sends: `fault` says why it stopped reading.
 */
export class RequestParser {
  fault: string | undefined;

  readonly #sink: RequestSink;
  #state: "request" | "fields" | "fixed" | "size" | "chunk" | "chunk-end" | "trailers" = "request";
  /** Remaining bytes of the content, or of its chunk. */
  #left = 0;
  #line = "";
  #lineBytes = 0;
  #method = "";
  #target = "";
  #headers: (readonly [string, string])[] = [];

  constructor(sink: RequestSink) {
    this.#sink = sink;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.fault === undefined) {
      if (this.#state === "fixed" || this.#state === "chunk") {
        const piece = bytes.subarray(at, at + Math.min(this.#left, bytes.length - at));
        at += piece.length;
        this.#left -= piece.length;
        this.#sink.wire(piece);
        this.#sink.data(piece);
        if (this.#left > 0) continue;
        if (this.#state === "chunk") this.#state = "chunk-end";
        else this.#end();
        continue;
      }
      const found = bytes.indexOf(10, at);
      const end = found < 0 ? bytes.length : found + 1;
      const piece = bytes.subarray(at, end);
      at = end;
      if (this.#state !== "request" && this.#state !== "fields") this.#sink.wire(piece);
      this.#line += piece.toString("latin1");
      this.#lineBytes += piece.length;
      if (this.#lineBytes > MOST_HEAD) this.fault = `a head of over ${MOST_HEAD} bytes`;
      else if (found >= 0) {
        const line = this.#line.replace(/\r?\n$/, "");
        this.#line = "";
        this.#take(line);
      }
    }
  }

  #take(line: string): void {
    if (this.#state === "request") {
      // An empty line before a request is allowed (RFC 9112, section 2.2).
      if (line !== "") this.#requestLine(line);
    } else if (this.#state === "fields") {
      if (line === "") this.#headRead();
      else this.#field(line);
    } else if (this.#state === "size") this.#chunkSize(line);
    else if (this.#state === "chunk-end") {
      if (line === "") this.#state = "size";
      else this.fault = "a chunk does not end where its size says";
    } else if (line === "") this.#end();
  }

  #requestLine(line: string): void {
    const [, method, target] = /^(\S+) (\S.*) HTTP\/1\.[01]$/.exec(line) ?? [];
    if (method === undefined || target === undefined) {
      this.fault = `it begins with ${JSON.stringify(line.slice(0, 60))}, no HTTP/1.1 request line`;
      return;
    }
    this.#method = method;
    this.#target = target;
    this.#headers = [];
    this.#state = "fields";
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const last = this.#headers.at(-1);
    if (/^[ \t]/.test(line) && last) {
      this.#headers[this.#headers.length - 1] = [last[0], `${last[1]} ${withoutBlanks(line)}`];
    } else if (colon > 0) {
      this.#headers.push([line.slice(0, colon), withoutBlanks(line.slice(colon + 1))]);
    } else this.fault = `this is not a header: ${JSON.stringify(line.slice(0, 60))}`;
  }

  #headRead(): void {
    this.#lineBytes = 0;
    const codings = this.#values("transfer-encoding");
    const [length = "0", ...others] = new Set(this.#values("content-length"));
    if (others.length > 0 || !/^\d{1,15}$/.test(length)) {
      this.fault = "its Content-Length is not a number of bytes";
      return;
    }
    this.#sink.head(this.#method, this.#target, this.#headers);
    this.#left = codings.length > 0 ? 0 : Number(length);
    if (codings.at(-1) === "chunked") this.#state = "size";
    else if (codings.length > 0) this.fault = "its Transfer-Encoding does not end with chunked";
    else if (this.#left > 0) this.#state = "fixed";
    else this.#end();
  }

  #chunkSize(line: string): void {
    const size = /^([\da-f]{1,13})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) {
      this.fault = `a chunk begins with ${JSON.stringify(line.slice(0, 60))}, no size`;
      return;
    }
    this.#lineBytes = 0;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
  }

  #end(): void {
    this.#state = "request";
    this.#lineBytes = 0;
    this.#sink.end();
  }

  #values(name: string): string[] {
    return this.#headers
      .filter(([field]) => field.toLowerCase() === name)
      .flatMap(([, value]) => value.toLowerCase().split(",").map(withoutBlanks))
      .filter((value) => value !== "");
  }
}
