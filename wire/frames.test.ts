import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { EventStreamCodec } from "@smithy/core/event-streams";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "./encode-frame.ts";
import { arrivalOf, type FrameHeader, readFrames } from "./frames.ts";

interface Fixture {
  readonly name: string;
  readonly says: string;
  readonly base64: string;
  readonly frames: readonly {
    readonly headers: readonly (readonly [string, string])[];
    readonly payload: string;
  }[];
  readonly fault?: { readonly kind: string; readonly offset: number };
}

const fixtures = (
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/event-streams.json"), "utf8")) as {
    streams: Fixture[];
  }
).streams;

describe("recorded streams", () => {
  it.each(fixtures)("$name: $says", ({ base64, frames, fault }) => {
    const read = readFrames(Buffer.from(base64, "base64"));
    expect(
      read.frames.map(({ headers, payload }) => ({
        headers: headers.map(({ name, value }) => [name, value]),
        payload: Buffer.from(payload).toString(),
      })),
    ).toEqual(frames);
    expect(read.faults).toMatchObject(fault ? [fault] : []);
  });
});

const int = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const headerValue: fc.Arbitrary<Pick<FrameHeader, "type" | "value">> = fc.oneof(
  fc.record({ type: fc.constant("boolean" as const), value: fc.boolean() }),
  fc.record({ type: fc.constant("byte" as const), value: int(8) }),
  fc.record({ type: fc.constant("short" as const), value: int(16) }),
  fc.record({ type: fc.constant("integer" as const), value: int(32) }),
  fc.record({
    type: fc.constant("long" as const),
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  }),
  fc.record({
    type: fc.constant("binary" as const),
    value: fc.uint8Array({ maxLength: 40 }).map(Buffer.from),
  }),
  fc.record({ type: fc.constant("string" as const), value: fc.string({ unit: "binary", maxLength: 40 }) }),
  fc.record({ type: fc.constant("timestamp" as const), value: fc.integer({ min: 0, max: 2 ** 45 }) }),
  fc.record({ type: fc.constant("uuid" as const), value: fc.uuid() }),
);
const headers: fc.Arbitrary<FrameHeader[]> = fc
  .uniqueArray(fc.stringMatching(/^[:a-z][a-z-]{0,20}$/), { maxLength: 5 })
  .chain((names) =>
    fc.tuple(...names.map((name) => headerValue.map((value) => ({ name, ...value }) as FrameHeader))),
  );
const payload = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

const event = (type: string, text: string): Uint8Array =>
  encodeFrame(
    [
      { name: ":event-type", type: "string", value: type },
      { name: ":message-type", type: "string", value: "event" },
    ],
    Buffer.from(text),
  );
const short = Buffer.concat([event("PayloadChunk", "hello"), event("InvokeComplete", "{}")]);
const first = event("PayloadChunk", "hello").length;

it("reads what was written", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(headers, payload), { maxLength: 5 }), (sent) => {
      const pieces = sent.map(([fields, content]) => encodeFrame(fields, content));
      const { frames, faults } = readFrames(Buffer.concat(pieces));
      expect(faults).toEqual([]);
      expect(frames.map((frame) => [frame.headers, frame.payload])).toEqual(sent);
      expect(frames.map(({ length }) => length)).toEqual(pieces.map(({ length }) => length));
    }),
  );
});

it("reads a frame as the SDK's own codec does", () => {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  const codec = new EventStreamCodec(text, Buffer.from);
  fc.assert(
    fc.property(headers, payload, (fields, content) => {
      const bytes = encodeFrame(fields, content);
      const decoded = codec.decode(bytes);
      const [frame] = readFrames(bytes).frames;
      expect(Buffer.from(frame?.payload ?? [])).toEqual(Buffer.from(decoded.body));
      const theirs = Object.entries(decoded.headers).map(([name, header]) => ({
        name,
        type: header.type,
        value:
          header.type === "long"
            ? Buffer.from(header.value.bytes).readBigInt64BE().toString()
            : header.type === "timestamp"
              ? header.value.valueOf()
              : header.type === "binary"
                ? Buffer.from(header.value)
                : header.value,
      }));
      expect(frame?.headers).toEqual(theirs);
    }),
  );
});

it("names the place of the cut for a stream cut at any byte", () => {
  for (let size = 0; size < short.length; size++) {
    const { frames, faults } = readFrames(short.subarray(0, size));
    const offset = size < first ? 0 : first;
    expect(faults).toMatchObject(size === 0 || size === first ? [] : [{ kind: "truncated", offset }]);
    expect(frames).toHaveLength(size < first ? 0 : 1);
  }
});

it("sees every single bit that is flipped", () => {
  for (let bit = 0; bit < short.length * 8; bit++) {
    const bytes = Buffer.from(short);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const [fault] = readFrames(bytes).faults;
    const inFrame = bit >> 3 < first ? bit >> 3 : (bit >> 3) - first;
    expect(fault?.kind, `bit ${bit}`).toBe(inFrame < 12 ? "prelude-crc" : "message-crc");
  }
});

/** A frame with right checksums, whatever its lengths say. */
function frameOf(length: number, headerBytes: number, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + content.length + 4);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(headerBytes, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  bytes.set(content, 12);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

it.each([
  ["a length of 0", frameOf(0, 0, Buffer.alloc(0)), "length", 0],
  ["a length of 3", frameOf(3, 0, Buffer.alloc(0)), "length", 0],
  ["a length of 15", frameOf(15, 0, Buffer.alloc(0)), "length", 0],
  ["a length of 4 GB", frameOf(2 ** 32 - 1, 0, Buffer.alloc(0)), "length", 0],
  ["4 GB of headers", frameOf(16, 2 ** 32 - 1, Buffer.alloc(0)), "header-length", 4],
  ["one byte of headers too many", frameOf(20, 5, Buffer.alloc(4)), "header-length", 4],
  ["more than was sent", frameOf(17, 0, Buffer.alloc(0)), "truncated", 0],
  ["a header name beyond its block", frameOf(18, 2, Buffer.from([9, 97])), "header", 12],
  ["a header without a type", frameOf(18, 2, Buffer.from([1, 97])), "header", 12],
  ["a header of type 10", frameOf(19, 3, Buffer.from([1, 97, 10])), "header", 12],
  ["a text without its length", frameOf(20, 4, Buffer.from([1, 97, 7, 0])), "header", 12],
  ["a text that runs into the payload", frameOf(22, 5, Buffer.from([1, 97, 7, 0, 1, 98])), "header", 12],
  ["an integer that its block cuts", frameOf(21, 5, Buffer.from([1, 97, 4, 0, 0])), "header", 12],
  ["a name that is not UTF-8", frameOf(19, 3, Buffer.from([1, 255, 0])), "header", 12],
  ["a text that is not UTF-8", frameOf(22, 6, Buffer.from([1, 97, 7, 0, 1, 255])), "header", 12],
  ["the second header wrong", frameOf(22, 6, Buffer.from([1, 97, 0, 1, 98, 11])), "header", 15],
  ["a body that is no stream", Buffer.from('{"message":"hello"}'), "prelude-crc", 8],
] as const)("finds %s", (_, bytes, kind, offset) => {
  const { frames, faults } = readFrames(bytes);
  expect(faults).toMatchObject([{ kind, offset }]);
  expect(frames).toEqual([]);
});

it("tells which frame is wrong, at which byte, and how", () => {
  const bytes = Buffer.from(short);
  bytes.writeUInt32BE(0, bytes.length - 4);
  const right = short.readUInt32BE(short.length - 4).toString(16);
  expect(readFrames(bytes).faults[0]?.says).toBe(
    `frame 2, byte ${bytes.length - 4}: the checksum is 0x00000000, not 0x${right.padStart(8, "0")}`,
  );
});

it("reads on after wrong checksums and keeps the first fault of each kind", () => {
  const bytes = Buffer.concat([short, short.subarray(0, -1)]);
  bytes.writeUInt32BE(0, first + 8);
  bytes.writeUInt32BE(0, short.length - 4);
  bytes.writeUInt32BE(0, short.length + 8);
  const { frames, faults } = readFrames(bytes.subarray(0, -1));
  expect(faults).toMatchObject([
    { kind: "prelude-crc", offset: first + 8 },
    { kind: "message-crc", offset: short.length - 4 },
    { kind: "truncated", offset: short.length + first },
  ]);
  expect(frames.map(({ payload: content }) => Buffer.from(content).toString())).toEqual([
    "hello",
    "{}",
    "hello",
  ]);
});

it("believes nothing of a prelude whose checksum is wrong", () => {
  const bytes = frameOf(2 ** 31, 2 ** 31, Buffer.alloc(0));
  bytes.writeUInt32BE(0, 8);
  expect(readFrames(bytes).faults).toMatchObject([{ kind: "prelude-crc", offset: 8 }]);
});

it("keeps headers that come twice", () => {
  const block = Buffer.from([1, 97, 0, 1, 97, 1]);
  expect(readFrames(frameOf(22, 6, block)).frames[0]?.headers).toEqual([
    { name: "a", type: "boolean", value: true },
    { name: "a", type: "boolean", value: false },
  ]);
});

it("never throws, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, alone) => {
      const body = Buffer.concat([short.subarray(0, alone ? 0 : first), Buffer.from(bytes)]);
      const { frames, faults } = readFrames(body);
      const read = frames.reduce((sum, { length }) => sum + length, 0);
      expect(faults.length > 0 || read === body.length).toBe(true);
    }),
  );
});

it("refuses to write a header name twice", () => {
  const header: FrameHeader = { name: "a", type: "boolean", value: true };
  expect(() => encodeFrame([header, header], Buffer.alloc(0))).toThrow("named twice");
});

describe("arrivalOf", () => {
  const chunks = [
    { at: 5, size: 10 },
    { at: 7, size: 1 },
    { at: 9, size: 4 },
  ];
  it.each([
    [0, 5],
    [1, 5],
    [10, 5],
    [11, 7],
    [12, 9],
    [15, 9],
    [99, 9],
  ])("all before byte %d had arrived at %d ms", (offset, at) => {
    expect(arrivalOf(offset, chunks)).toBe(at);
  });

  it("is 0 when nothing came", () => {
    expect(arrivalOf(3, [])).toBe(0);
  });

  it("agrees with counting", () => {
    const some = fc.array(fc.record({ at: fc.nat(1000), size: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(some, fc.nat(300), (pieces, offset) => {
        let sum = 0;
        const found = pieces.find(({ size }) => {
          sum += size;
          return sum >= offset;
        });
        expect(arrivalOf(offset, pieces)).toBe((found ?? pieces.at(-1))?.at);
      }),
    );
  });
});
