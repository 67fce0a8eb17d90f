import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** A request as the bytes of HTTP/1.1, for a connection that is closed after the reply. */
export function httpMessage({ method, target, headers, body }: RawRequest, host: string): Buffer {
  const own = (name: string, value: string): string[] =>
    headerValue(headers, name.toLowerCase()) === undefined ? [`${name}: ${value}`] : [];
  const isChunked = headerValue(headers, "transfer-encoding") !== undefined;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...own("Host", host),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(isChunked ? [] : own("Content-Length", String(body.length))),
    ...own("Connection", "close"),
  ];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (!isChunked) return Buffer.concat([head, body]);
  const size =
    body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")];
  return Buffer.concat([head, ...size, Buffer.from("0\r\n\r\n")]);
}
