import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { UserError } from "../specs/user-error.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerValue, type RawHeaders } from "../wire/raw-headers.ts";
import { redact } from "../wire/redact.ts";

/** A file of exchanges in HTTP Archive format 1.2. After each exchange the file is a complete document. */
export interface HarFile {
  /** @param members members of our own, whose names begin with an underscore as the format requires */
  add(exchange: Exchange, members?: Readonly<Record<`_${string}`, unknown>>): void;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Why nothing more is added, for example a full disk. The command goes on, and the file stays a complete document. */
  readonly fault: string | undefined;
  /** Closes the file. Exchanges that are added later are ignored. */
  close(): void;
}

const TAIL = "\n]}}\n";

/**
 * Opens a new archive. Secrets in an exchange are hidden before it is written.
 * @param creator `_specs` is the specification that the cases were made from
 * @param told is called once with the reason if nothing more can be added
 * @throws UserError if the file cannot be written
 */
export function createHarFile(
  path: string,
  creator: { readonly name: string; readonly version: string; readonly _specs: string },
  told: (fault: string) => void = () => {},
): HarFile {
  let file: number;
  const head = `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`;
  try {
    file = openSync(path, "w");
    writeAll(file, head + TAIL, 0);
  } catch (error) {
    throw new UserError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  let fault: string | undefined;
  let at = Buffer.byteLength(head);
  let before = "\n";
  let closed = false;
  return {
    get fault() {
      return fault;
    },
    get bytes() {
      return at + TAIL.length;
    },
    add(exchange, members) {
      if (closed || fault !== undefined) return;
      const text = before + JSON.stringify({ ...harEntry(redact(exchange)), ...members });
      try {
        writeAll(file, text + TAIL, at);
        at += Buffer.byteLength(text);
        before = ",\n";
      } catch (error) {
        fault = `${path}: later exchanges are not recorded: ${(error as Error).message}`;
        told(fault);
        ftruncateSync(file, at);
        writeAll(file, TAIL, at);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      closeSync(file);
    },
  };
}

/** If a disk is nearly full, the first write is partial and only the next one fails. */
function writeAll(file: number, text: string, at: number): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written, at + written);
  }
}

/** An exchange as an entry of an archive, with the members that HAR 1.2 requires. */
export function harEntry({ origin, request, startedAt, reply }: Exchange): object {
  const url = `${origin}${request.target}`;
  const query = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: reply?.endAt ?? 0,
    request: {
      method: request.method,
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: fields(request.headers),
      queryString: query.map(([name, value]) => ({ name, value })),
      ...(request.body.length > 0 && {
        postData: {
          mimeType: headerValue(request.headers, "content-type") ?? "",
          params: [],
          ...content(request.body),
        },
      }),
      headersSize: -1,
      bodySize: request.body.length,
    },
    // In archives, a status of 0 means that no response came.
    response: {
      status: reply?.status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: fields(reply?.headers ?? []),
      content: {
        size: reply?.body.length ?? 0,
        mimeType: (reply && headerValue(reply.headers, "content-type")) ?? "",
        ...content(reply?.body ?? new Uint8Array()),
      },
      redirectURL: "",
      headersSize: -1,
      bodySize: reply?.body.length ?? -1,
    },
    cache: {},
    timings: { send: 0, wait: reply?.headAt ?? 0, receive: (reply?.endAt ?? 0) - (reply?.headAt ?? 0) },
  };
}

/** Header values are bytes here, and text in an archive. */
function fields(headers: RawHeaders): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value: Buffer.from(value, "latin1").toString() }));
}

/** A body as text, or as base64 if it is not UTF-8. HAR defines `encoding` only for responses. Here requests have it too. */
function content(body: Uint8Array): { readonly text: string; readonly encoding?: "base64" } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return { text: Buffer.from(body).toString("base64"), encoding: "base64" };
  }
}
