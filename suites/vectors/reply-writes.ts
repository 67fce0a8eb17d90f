import { STATUS_CODES } from "node:http";
import type { PreparedReply } from "../../drivers/clients/scripted-reply.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { VectorReply } from "./client-vector.ts";

/** A scripted reply as the bytes of HTTP/1.1 that an endpoint writes, one write after the other. */
export function replyWrites(reply: PreparedReply): VectorReply {
  const { status, headers, pieces, pauseMs, delayMs, cut } = reply;
  const { connection } = reply.send();
  const measured = headerValue(headers, "content-length") !== undefined;
  const isChunked = !measured && status !== 204 && connection !== "ends-body";
  const isTold = headerValue(headers, "transfer-encoding") !== undefined;
  const fields = isChunked && !isTold ? [...headers, ["Transfer-Encoding", "chunked"] as const] : headers;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  const bodies = pieces.map((piece) => (isChunked && piece.length > 0 ? chunk(piece) : piece));
  const end = isChunked && !cut ? Buffer.from("0\r\n\r\n") : Buffer.alloc(0);
  const writes = bodies.map((bytes, index) =>
    Buffer.concat([
      index === 0 ? Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1") : Buffer.alloc(0),
      bytes,
      index === bodies.length - 1 ? end : Buffer.alloc(0),
    ]),
  );
  return {
    ...(delayMs > 0 && { delayMs }),
    writes: writes.map((bytes) => bytes.toString("base64")),
    ...(pauseMs > 0 && { pauseMs }),
    ...((cut || connection !== undefined) && { closes: true }),
  };
}

function chunk(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}
