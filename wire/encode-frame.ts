import {
  EventStreamCodec,
  Int64,
  type MessageHeaders,
  type MessageHeaderValue,
} from "@smithy/core/event-streams";
import type { FrameHeader } from "./frames.ts";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);

/**
 * One valid event-stream frame, as bytes.
 * @throws Error for headers that no frame can carry: a name that is used twice or is over 255 bytes, or a text over 32,767 bytes
 */
export function encodeFrame(headers: readonly FrameHeader[], payload: Uint8Array): Uint8Array {
  const named: MessageHeaders = Object.fromEntries(headers.map((header) => [header.name, valueFor(header)]));
  if (Object.keys(named).length < headers.length) throw new Error("a frame header is named twice");
  return codec.encode({ headers: named, body: payload });
}

function valueFor(header: FrameHeader): MessageHeaderValue {
  if (header.type === "timestamp") return { type: header.type, value: new Date(header.value) };
  if (header.type !== "long") return header;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(header.value));
  return { type: "long", value: new Int64(bytes) };
}
