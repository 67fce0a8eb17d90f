import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import type { ReceivedReply } from "./received-reply.ts";

/** One message of an `application/vnd.amazon.eventstream` body, with its position in the body. */
export interface Frame {
  /** Offset of its first byte in the body. */
  readonly offset: number;
  /** Length in bytes, with both checksums. */
  readonly length: number;
  /** In wire order. A name that is sent twice is listed twice. */
  readonly headers: readonly FrameHeader[];
  /** A view into the body, not a copy. */
  readonly payload: Uint8Array;
}

/** The value of a `long` is decimal text, because it may not fit a number. The value of a `timestamp` is ms since the epoch. */
export type FrameHeader = { readonly name: string } & (
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "byte" | "short" | "integer"; readonly value: number }
  | { readonly type: "timestamp"; readonly value: number }
  | { readonly type: "long"; readonly value: string }
  | { readonly type: "string" | "uuid"; readonly value: string }
  | { readonly type: "binary"; readonly value: Uint8Array }
);

/** What is wrong with the framing, and at which byte of the body. */
export interface FrameFault {
  readonly kind: "truncated" | "prelude-crc" | "message-crc" | "length" | "header-length" | "header";
  readonly offset: number;
  readonly says: string;
}

const preludeBytes = 12;
/** A frame with neither headers nor payload: the prelude and the message checksum. */
const leastBytes = preludeBytes + 4;
/** The limits of botocore's decoder (botocore/eventstream.py); the JavaScript SDK has none. */
const mostHeaderBytes = 128 * 1024;
const mostPayloadBytes = 24 * 1024 * 1024;
/** No clause asks for more than 100,000 frames. A body may hold millions of empty frames, which would not fit into memory. */
const mostFrames = 2 ** 17;

/**
 * Reads a body as event-stream frames. It never throws, and never allocates by a length that the body merely announces. After a wrong
 * checksum it reads on while lengths and headers make sense, so that the content behind a wrong CRC can be judged too. It stops at any
 * other fault, and reports it unless the checksum of that prelude is also wrong: the lengths in such a prelude prove nothing.
 * @returns the frames up to there, and the first fault of each kind in the order of the body
 */
export function readFrames(body: Uint8Array): {
  readonly frames: readonly Frame[];
  readonly faults: readonly FrameFault[];
} {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const frames: Frame[] = [];
  const faults: FrameFault[] = [];
  const tell = (kind: FrameFault["kind"], offset: number, says: string): void => {
    if (faults.some((fault) => fault.kind === kind)) return;
    faults.push({ kind, offset, says: `frame ${frames.length + 1}, byte ${offset}: ${says}` });
  };
  let known: { block: Buffer; headers: readonly FrameHeader[] } | undefined;
  /** The previous frame, when it is sound. */
  let last: Frame | undefined;

  for (let offset = 0; offset < bytes.length; ) {
    if (frames.length === mostFrames) {
      tell("truncated", offset, `there are more than ${mostFrames}: what follows is not read`);
      break;
    }
    // The bytes of a sound frame are sound again, and share its payload. A slice for each of half a million frames would take a gigabyte.
    if (last !== undefined && isRepeated(last, offset)) {
      frames.push({ ...last, offset });
      offset += last.length;
      continue;
    }
    last = undefined;
    const left = bytes.length - offset;
    if (left < preludeBytes) {
      tell("truncated", offset, `${left} of the ${preludeBytes} bytes of a prelude`);
      break;
    }
    const length = bytes.readUInt32BE(offset);
    const headerBytes = bytes.readUInt32BE(offset + 4);
    const announced = checkCrc("prelude-crc", offset, offset + 8);
    const wrong: typeof tell = (...fault) => announced && tell(...fault);
    if (length < leastBytes || length > leastBytes + mostHeaderBytes + mostPayloadBytes) {
      wrong("length", offset, `a total length of ${length} bytes`);
      break;
    }
    if (headerBytes > length - leastBytes || headerBytes > mostHeaderBytes) {
      wrong("header-length", offset + 4, `${headerBytes} bytes of headers in a frame of ${length}`);
      break;
    }
    if (length > left) {
      wrong("truncated", offset, `${left} of the ${length} bytes of a frame`);
      break;
    }
    const sound = checkCrc("message-crc", offset, offset + length - 4) && announced;

    const headersAt = offset + preludeBytes;
    const block = bytes.subarray(headersAt, headersAt + headerBytes);
    // Most frames of a stream repeat the headers of the frame before them.
    if (!known?.block.equals(block)) {
      const read = readHeaders(block);
      if ("says" in read) {
        wrong("header", headersAt + read.at, read.says);
        break;
      }
      known = { block, headers: read };
    }
    const payload = bytes.subarray(headersAt + headerBytes, offset + length - 4);
    const frame = { offset, length, headers: known.headers, payload };
    frames.push(frame);
    if (sound) last = frame;
    offset += length;
  }
  return { frames, faults };

  function isRepeated({ offset: from, length }: Frame, at: number): boolean {
    return at + length <= bytes.length && bytes.compare(bytes, from, from + length, at, at + length) === 0;
  }

  function checkCrc(kind: "prelude-crc" | "message-crc", from: number, at: number): boolean {
    const stands = bytes.readUInt32BE(at);
    const right = crc32(bytes.subarray(from, at));
    if (stands !== right) tell(kind, at, `the checksum is ${hex(stands)}, not ${hex(right)}`);
    return stands === right;
  }
}

/**
 * When all bytes of the body before `offset` had arrived, in ms since the request was started. At the end of a frame, this is when the
 * frame was complete. If the body ends before `offset`, it is the last arrival; if nothing arrived, it is 0.
 */
export function arrivalOf(offset: number, chunks: ReceivedReply["chunks"]): number {
  const ends = endsOf(chunks);
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return chunks[low]?.at ?? 0;
}

const knownEnds = new WeakMap<ReceivedReply["chunks"], Float64Array>();

/** Where each chunk ends in the body. Computed once, because a body may have thousands of frames. */
function endsOf(chunks: ReceivedReply["chunks"]): Float64Array {
  let ends = knownEnds.get(chunks);
  if (!ends) {
    let end = 0;
    ends = Float64Array.from(chunks, ({ size }) => (end += size));
    knownEnds.set(chunks, ends);
  }
  return ends;
}

/** The headers of a block, or what is wrong with it and at which byte. */
function readHeaders(block: Buffer): FrameHeader[] | { readonly at: number; readonly says: string } {
  const headers: FrameHeader[] = [];
  let at = 0;
  /** The next `size` bytes; undefined when the block has fewer. */
  const take = (size: number): Buffer | undefined => {
    if (at + size > block.length) return undefined;
    at += size;
    return block.subarray(at - size, at);
  };
  while (at < block.length) {
    const began = at;
    const name = take(take(1)?.[0] ?? 0);
    const type = name && take(1)?.[0];
    if (!name || type === undefined) return { at: began, says: "a header that its block cuts" };
    if (!isUtf8(name)) return { at: began, says: "a header name that is not UTF-8" };
    const label = name.toString();
    const size = type === 6 || type === 7 ? take(2)?.readUInt16BE() : fixedSizes[type];
    if (size === undefined) {
      const known = type === 6 || type === 7;
      return {
        at: began,
        says: known ? `header ${label}: its block cuts it` : `header ${label}: type ${type} is unknown`,
      };
    }
    const value = take(size);
    if (!value) return { at: began, says: `header ${label}: its block cuts it` };
    if (type === 7 && !isUtf8(value)) return { at: began, says: `header ${label}: a text that is not UTF-8` };
    headers.push(headerOf(label, type, value));
  }
  return headers;
}

/** Bytes of a header value by type. Types 6 and 7 state their own length. */
const fixedSizes: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

function headerOf(name: string, type: number, value: Buffer): FrameHeader {
  switch (type) {
    case 0:
    case 1:
      return { name, type: "boolean", value: type === 0 };
    case 2:
      return { name, type: "byte", value: value.readInt8() };
    case 3:
      return { name, type: "short", value: value.readInt16BE() };
    case 4:
      return { name, type: "integer", value: value.readInt32BE() };
    case 5:
      return { name, type: "long", value: value.readBigInt64BE().toString() };
    case 6:
      return { name, type: "binary", value };
    case 8:
      return { name, type: "timestamp", value: Number(value.readBigInt64BE()) };
    case 9:
      return {
        name,
        type: "uuid",
        value: value.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      };
    default:
      return { name, type: "string", value: value.toString() };
  }
}

function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, "0")}`;
}
