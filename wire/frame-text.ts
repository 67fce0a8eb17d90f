import { crc32 } from "node:zlib";
import { arrivalOf, type Frame, type FrameHeader, readFrames } from "./frames.ts";
import type { ReceivedReply } from "./received-reply.ts";

/** Which frames are shown beside the faulty ones. Each is shown with the frame before it. */
export interface FramesShown {
  /** The number of frames shown at the beginning of the body, and also at its end; default 3. */
  readonly edge?: number;
  /** Indexes of further frames to show. */
  readonly also?: readonly number[];
}

/** How many bytes of one field are shown. Of the rest, only the length is shown. */
const SHOWN = 64;
/** Bytes on a line. */
const WIDTH = 16;
/** How many bytes after the last readable frame are shown. */
const REST = 64;

/**
 * The frames of an event-stream body for a person: each with its position and its arrival time. Each field of a frame has its offset in the
 * body, its bytes in hex, and their meaning. Text from the body is shown as JSON strings, so that no control character reaches the
 * terminal.
 * @returns lines; none for an empty body
 */
export function frameText(
  { body, chunks }: Pick<ReceivedReply, "body" | "chunks">,
  { edge = 3, also = [] }: FramesShown = {},
): string[] {
  const { frames, faults } = readFrames(body);
  const last = frames.at(-1);
  const read = last === undefined ? 0 : last.offset + last.length;
  const atFault = faults.map((fault) =>
    frames.findIndex(({ offset, length }) => offset <= fault.offset && fault.offset < offset + length),
  );
  const lines: string[] = [];
  let left = 0;
  frames.forEach((frame, index) => {
    const isShown =
      index < edge ||
      index >= frames.length - edge ||
      also.includes(index) ||
      atFault.some((at) => at !== -1 && (index === at || index === at - 1));
    if (!isShown) left += 1;
    else {
      if (left > 0) lines.push(`(${left} more)`);
      left = 0;
      const at = Math.round(arrivalOf(frame.offset + frame.length, chunks));
      const { offset, length } = frame;
      lines.push(
        `frame ${index + 1} of ${frames.length}: byte ${offset}, ${length} bytes, there after ${at} ms`,
      );
      lines.push(...fieldsOf(frame, body).flatMap((field) => fieldLines(field, body)));
    }
  });
  if (left > 0) lines.push(`(${left} more)`);
  if (read < body.length) {
    lines.push(`no frame: byte ${read}, ${body.length - read} bytes`);
    lines.push(...fieldLines({ at: read, size: body.length - read, says: "" }, body, REST));
  }
  return [...lines, ...faults.map(({ says }) => `fault: ${says}`)];
}

/** Some bytes of the body, and what they mean. */
interface Field {
  readonly at: number;
  readonly size: number;
  readonly says: string;
}

function fieldsOf(frame: Frame, body: Uint8Array): Field[] {
  const { offset, length, headers, payload } = frame;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const headersAt = offset + 12;
  const payloadAt = payload.byteOffset - body.byteOffset;
  const end = offset + length - 4;
  return [
    { at: offset, size: 4, says: `total length ${length}` },
    { at: offset + 4, size: 4, says: `headers length ${payloadAt - headersAt}` },
    { at: offset + 8, size: 4, says: `prelude checksum, ${checked(bytes, offset, offset + 8)}` },
    ...headerFields(headers, bytes, headersAt),
    ...(payload.length === 0 ? [] : [{ at: payloadAt, size: payload.length, says: payloadWords(payload) }]),
    { at: end, size: 4, says: `message checksum, ${checked(bytes, offset, end)}` },
  ];
}

function headerFields(headers: readonly FrameHeader[], bytes: Buffer, from: number): Field[] {
  let at = from;
  return headers.map((header) => {
    const nameBytes = bytes.readUInt8(at);
    const sized = header.type === "string" || header.type === "binary";
    const valueAt = at + 1 + nameBytes + 1;
    const size = valueAt - at + (sized ? 2 + bytes.readUInt16BE(valueAt) : SIZES[header.type]);
    const value = header.value instanceof Uint8Array ? `${header.value.length} bytes` : shown(header.value);
    const field = { at, size, says: `header ${shown(header.name)} (${header.type}): ${value}` };
    at += size;
    return field;
  });
}

/** Sizes, in bytes, of the value types with a fixed size. */
const SIZES: Readonly<Record<Exclude<FrameHeader["type"], "string" | "binary">, number>> = {
  boolean: 0,
  byte: 1,
  short: 2,
  integer: 4,
  long: 8,
  timestamp: 8,
  uuid: 16,
};

function checked(bytes: Buffer, from: number, at: number): string {
  const right = crc32(bytes.subarray(from, at));
  if (bytes.readUInt32BE(at) === right) return "right";
  return `WRONG: ${right.toString(16).padStart(8, "0")} would be right`;
}

function payloadWords(payload: Uint8Array): string {
  const text = Buffer.from(payload.subarray(0, SHOWN)).toString("utf8");
  const more = payload.length > SHOWN ? " ..." : "";
  return `payload, ${payload.length} bytes: ${shown(text)}${more}`;
}

/** A value as a JSON string of visible ASCII only. */
function shown(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function fieldLines({ at, size, says }: Field, body: Uint8Array, limit: number = SHOWN): string[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset + at, Math.min(size, limit));
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += WIDTH) {
    const hex = bytes
      .subarray(from, from + WIDTH)
      .toString("hex")
      .replace(/..(?=.)/g, "$& ");
    const place = (at + from).toString(16).padStart(6, "0");
    lines.push(`  ${place}  ${hex.padEnd(WIDTH * 3 - 1)}  ${from === 0 ? says : ""}`.trimEnd());
  }
  if (size > bytes.length) lines.push(`          (${size - bytes.length} bytes more)`);
  return lines;
}
