import { expect, test } from "vitest";
import { encodeFrame } from "../wire/encode-frame.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";
import { arrivalsOf } from "./arrivals-of.ts";

const STREAM = "application/vnd.amazon.eventstream";
const frame = (type: string): Uint8Array =>
  encodeFrame([{ name: ":event-type", type: "string", value: type }], Buffer.from("{}"));

function reply(pieces: readonly Uint8Array[], type: string): ReceivedReply {
  return {
    status: 200,
    headers: [["Content-Type", type]],
    body: Buffer.concat(pieces),
    chunks: pieces.map(({ length: size }, index) => ({ at: index * 10, size })),
    headAt: 0,
    endAt: 1000,
  };
}

test("a frame was there when its last byte was, and what is no frame is told as that", () => {
  const [first, second] = [frame("PayloadChunk"), frame("InvokeComplete")] as [Uint8Array, Uint8Array];
  const pieces = [first.subarray(0, 5), first.subarray(5), second, Buffer.from("rest")];
  expect(arrivalsOf(reply(pieces, STREAM))).toEqual([
    { says: "frame 1: PayloadChunk", bytes: first.length, atMs: 10 },
    { says: "frame 2: InvokeComplete", bytes: second.length, atMs: 20 },
    { says: "no frame", bytes: 4, atMs: 30 },
  ]);
});

test("any other body has the pieces in which it came; one that came as one has none", () => {
  expect(arrivalsOf(reply([Buffer.from("a"), Buffer.from("bc")], "application/json"))).toEqual([
    { says: "piece 1", bytes: 1, atMs: 0 },
    { says: "piece 2", bytes: 2, atMs: 10 },
  ]);
  expect(arrivalsOf(reply([Buffer.from("abc")], "application/json"))).toEqual([]);
  expect(arrivalsOf(reply([], "application/json"))).toEqual([]);
});

test("of thousands those in the middle are told together", () => {
  const told = arrivalsOf(reply(Array(5_000).fill(Buffer.from("xy")), "text/plain"));
  expect(told).toHaveLength(41);
  expect(told[20]).toEqual({ says: "4960 more", bytes: 9_920, atMs: 49_790 });
  expect(told.at(-1)).toEqual({ says: "piece 5000", bytes: 2, atMs: 49_990 });
});
