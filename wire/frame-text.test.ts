import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeFrame } from "./encode-frame.ts";
import { type FramesShown, frameText } from "./frame-text.ts";
import type { FrameHeader } from "./frames.ts";

const text = (name: string, value: string): FrameHeader => ({ name, type: "string", value });
const chunk = (payload: string | Uint8Array): Uint8Array =>
  encodeFrame([text(":event-type", "PayloadChunk")], Buffer.from(payload));

function told(...frames: readonly Uint8Array[]): string[] {
  return toldOf(frames);
}

function toldOf(frames: readonly Uint8Array[], shown?: FramesShown): string[] {
  const body = Buffer.concat(frames);
  const chunks = frames.map(({ length }, index) => ({ at: 10 * (index + 1), size: length }));
  return frameText({ body, chunks }, shown);
}

// The checksums are those of another implementation of CRC32 (zlib of Python).
test("a frame is shown field by field, with its bytes", () => {
  expect(told(chunk("hi\n"))).toEqual([
    "frame 1 of 1: byte 0, 46 bytes, there after 10 ms",
    "  000000  00 00 00 2e                                      total length 46",
    "  000004  00 00 00 1b                                      headers length 27",
    "  000008  91 b6 87 e0                                      prelude checksum, right",
    '  00000c  0b 3a 65 76 65 6e 74 2d 74 79 70 65 07 00 0c 50  header ":event-type" (string): "PayloadChunk"',
    "  00001c  61 79 6c 6f 61 64 43 68 75 6e 6b",
    '  000027  68 69 0a                                         payload, 3 bytes: "hi\\n"',
    "  00002a  4b 4a 4f 12                                      message checksum, right",
  ]);
});

test("a wrong checksum is marked, with the one that would be right, and the fault told", () => {
  const wrong = Buffer.from(chunk("hi"));
  wrong.writeUInt32BE(0xdeadbeef, wrong.length - 4);
  const lines = told(chunk("a"), wrong);
  expect(lines.filter((line) => line.includes("WRONG"))).toEqual([
    expect.stringMatching(/ de ad be ef +message checksum, WRONG: [0-9a-f]{8} would be right$/),
  ]);
  expect(lines.at(-1)).toMatch(/^fault: frame 2, byte 85: the checksum is 0xdeadbeef, not 0x[0-9a-f]{8}$/);
});

test("every type of header is shown, and the next one stands where it ends", () => {
  const headers: FrameHeader[] = [
    { name: "a", type: "boolean", value: true },
    { name: "b", type: "byte", value: -1 },
    { name: "c", type: "short", value: 2 },
    { name: "d", type: "integer", value: 3 },
    { name: "e", type: "long", value: "4" },
    { name: "f", type: "binary", value: Buffer.from([1, 2]) },
    { name: "g", type: "timestamp", value: 5 },
    { name: "h", type: "uuid", value: "00112233-4455-6677-8899-aabbccddeeff" },
    text("i", "last"),
  ];
  const lines = told(encodeFrame(headers, new Uint8Array()));
  expect(lines.filter((line) => line.includes("header "))).toEqual([
    expect.stringMatching(/ 01 61 00 +header "a" \(boolean\): true$/),
    expect.stringMatching(/ 01 62 02 ff +header "b" \(byte\): -1$/),
    expect.stringMatching(/ 01 63 03 00 02 +header "c" \(short\): 2$/),
    expect.stringMatching(/ 01 64 04 00 00 00 03 +header "d" \(integer\): 3$/),
    expect.stringMatching(/ 01 65 05 00 00 00 00 00 00 00 04 +header "e" \(long\): "4"$/),
    expect.stringMatching(/ 01 66 06 00 02 01 02 +header "f" \(binary\): 2 bytes$/),
    expect.stringMatching(/ 01 67 08 00 00 00 00 00 00 00 05 +header "g" \(timestamp\): 5$/),
    expect.stringMatching(
      / 01 68 09 00 11 22 .* +header "h" \(uuid\): "00112233-4455-6677-8899-aabbccddeeff"$/,
    ),
    expect.stringMatching(/ 01 69 07 00 04 6c 61 73 74 +header "i" \(string\): "last"$/),
  ]);
});

test("what is no frame is shown as bytes", () => {
  const lines = told(chunk("a"), Buffer.from("HTTP is not a frame"));
  expect(lines).toContain("no frame: byte 44, 19 bytes");
  expect(lines).toContain("  00002c  48 54 54 50 20 69 73 20 6e 6f 74 20 61 20 66 72");
  expect(lines.at(-1)).toMatch(/^fault: frame 2, byte /);
  expect(frameText({ body: Buffer.from("{}"), chunks: [] })).toEqual([
    "no frame: byte 0, 2 bytes",
    "  000000  7b 7d",
    "fault: frame 1, byte 0: 2 of the 12 bytes of a prelude",
  ]);
  expect(frameText({ body: new Uint8Array(), chunks: [] })).toEqual([]);
});

test("of many frames the first, the last and those around the fault are shown; of long fields the beginning", () => {
  const frames = Array.from({ length: 100 }, (_, index) => chunk(String(index)));
  (frames[50] as Uint8Array)[30] = 0;
  const numbers = (lines: string[]): string[] =>
    lines.flatMap((line) => /^frame (\d+)/.exec(line)?.[1] ?? []);
  const lines = told(...frames);
  expect(numbers(lines)).toEqual(["1", "2", "3", "50", "51", "98", "99", "100"]);
  expect(lines.filter((line) => line.endsWith("more)"))).toEqual(["(46 more)", "(46 more)"]);
  const few = toldOf(frames, { edge: 0, also: [7] });
  expect(numbers(few)).toEqual(["8", "50", "51"]);
  expect(few.filter((line) => line.endsWith("more)"))).toEqual(["(7 more)", "(41 more)", "(49 more)"]);

  const long = told(chunk("x".repeat(10_000)));
  expect(long.length).toBeLessThan(20);
  expect(long).toContain("          (9936 bytes more)");
});

test("nothing that a terminal would obey comes out", () => {
  const hostile = "\u001b[2J\u0007\u202e\u0085é";
  const lines = told(encodeFrame([text(hostile, hostile)], Buffer.from(hostile))).join("");
  expect(lines).toMatch(/^[\x20-\x7e]*$/);
  expect(lines).toContain("\\u001b[2J");
});

test("the example of docs/streaming.md is what is shown", () => {
  const event = (type: string, contentType: string, payload: string): Buffer =>
    Buffer.from(
      encodeFrame(
        [text(":event-type", type), text(":content-type", contentType), text(":message-type", "event")],
        Buffer.from(payload),
      ),
    );
  const wrong = event("PayloadChunk", "application/octet-stream", "second");
  wrong.writeUInt32BE(0xdeadbeef, wrong.length - 4);
  const body = [
    event("PayloadChunk", "application/octet-stream", "first"),
    wrong,
    event("InvokeComplete", "application/json", "{}"),
  ];
  const lines = toldOf(body, { edge: 0 }).slice(-15);
  const page = readFileSync(join(import.meta.dirname, "../docs/streaming.md"), "utf8");
  expect(page).toContain(`\`\`\`\n${lines.join("\n")}\n\`\`\``);
});
