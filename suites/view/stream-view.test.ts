import { describe, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import type { FrameHeader } from "../../wire/frames.ts";
import { type StreamView, streamView } from "./stream-view.ts";

const operation = loadSpecification().operations.InvokeWithResponseStream;

const text = (name: string, value: string): FrameHeader => ({ name, type: "string", value });

function frame(event: string, payload: string | Uint8Array, contentType = "application/json"): Uint8Array {
  const headers = [
    text(":event-type", event),
    text(":content-type", contentType),
    text(":message-type", "event"),
  ];
  return encodeFrame(headers, Buffer.from(payload));
}

const chunk = (payload: string | Uint8Array): Uint8Array => frame("PayloadChunk", payload);
const complete = (members: unknown = {}): Uint8Array => frame("InvokeComplete", JSON.stringify(members));

/** The view of a stream whose pieces arrive 100 ms apart. */
function seen(...pieces: readonly Uint8Array[]): StreamView {
  const chunks = pieces.map(({ length }, index) => ({ at: 100 * (index + 1), size: length }));
  const body = Buffer.concat(pieces);
  return streamView({ status: 200, headers: [], body, chunks, headAt: 0, endAt: 1000 }, operation);
}

describe("events", () => {
  test("are told with their headers, sizes and arrivals", () => {
    expect(seen(chunk("ab"), complete({ LogResult: "eA==", ErrorCode: null }))).toMatchObject({
      events: [
        {
          messageType: "event",
          eventType: "PayloadChunk",
          contentType: "application/json",
          headerNames: [":event-type", ":content-type", ":message-type"],
          headerTypes: ["string", "string", "string"],
          bytes: 2,
          atMs: 100,
        },
        { eventType: "InvokeComplete", atMs: 200, json: { LogResult: "eA==", ErrorCode: null } },
      ],
      chunks: 1,
      completes: 1,
      lastIsComplete: true,
      complete: { LogResult: "eA==" },
    });
  });

  test("a header that is no text tells nothing", () => {
    const odd = encodeFrame(
      [{ name: ":event-type", type: "binary", value: Buffer.from("PayloadChunk") }],
      Buffer.from("x"),
    );
    const { events, chunks } = seen(odd);
    expect(events[0]).not.toHaveProperty("eventType");
    expect(events[0]?.headerTypes).toEqual(["binary"]);
    expect(chunks).toBe(0);
  });

  test("after the end are seen", () => {
    expect(seen(complete(), chunk("late"))).toMatchObject({ completes: 1, lastIsComplete: false });
    expect(seen(complete(), complete())).toMatchObject({ completes: 2, lastIsComplete: true });
    expect(seen(chunk("x"))).toMatchObject({ completes: 0, lastIsComplete: false });
  });
});

test("the content is what the chunks hold, in their order, whatever comes between", () => {
  const euro = Buffer.from("€");
  const stream = seen(chunk(euro.subarray(0, 1)), frame("Other", "no"), chunk(euro.subarray(1)), complete());
  expect(stream.content.text).toBe("€");
  expect(seen(complete()).content).toMatchObject({ bytes: 0, text: "" });
});

test("an InvokeComplete that is no JSON has no members", () => {
  const stream = seen(frame("InvokeComplete", "{"), frame("InvokeComplete", '"x"'));
  expect(stream.complete).toEqual({});
  expect(stream.events[0]).not.toHaveProperty("json");
});

test("frames without end are not all read", () => {
  const frame = encodeFrame([], new Uint8Array());
  const { events, faults } = seen(Buffer.alloc(300_000 * frame.length, frame));
  expect(events).toHaveLength(131_072);
  expect(faults).toEqual({ truncated: expect.objectContaining({ offset: 131_072 * frame.length }) });
});

test("a body without frames is told as what is wrong with it", () => {
  expect(seen(Buffer.from("hello, this is text"))).toMatchObject({ events: [], chunks: 0, complete: {} });
  expect(seen(Buffer.from("hello, this is text")).faults).toEqual({
    "prelude-crc": expect.objectContaining({ kind: "prelude-crc", offset: 8 }),
  });
  expect(seen().faults).toEqual({});
});

describe("the spread of arrivals", () => {
  const mark = (t: number): string => `{"t":${t}}\n`;

  test("is set against that of the writes", () => {
    const stream = seen(chunk(mark(1000)), chunk(mark(1400)), chunk(mark(1800)), complete());
    expect(stream.spread).toEqual({ writesMs: 800, arrivalsMs: 200, ratio: 0.25 });
  });

  test("is nothing where all came at once, and where the function has no time", () => {
    const whole = Buffer.concat([chunk(mark(0)), chunk(mark(500)), complete()]);
    expect(seen(whole).spread).toEqual({ writesMs: 500, arrivalsMs: 0, ratio: 0 });
    expect(seen(chunk(mark(5)), chunk(mark(5))).spread).toMatchObject({ writesMs: 0, ratio: 0 });
  });

  test("does not depend on sound frames", () => {
    const bare = seen(Buffer.from(mark(1000)), Buffer.from(mark(1100)));
    expect(bare.spread).toEqual({ writesMs: 100, arrivalsMs: 100, ratio: 1 });
  });

  test("does not depend on text that comes as it was written", () => {
    const quoted = (t: number): Uint8Array => chunk(JSON.stringify(mark(t)));
    expect(seen(quoted(1000), quoted(1400), complete()).spread).toMatchObject({
      writesMs: 400,
      arrivalsMs: 100,
    });
  });

  test("takes two marks", () => {
    expect(seen(chunk(mark(1000)), complete()).spread).toBeUndefined();
    expect(seen(chunk("no clock"), complete()).spread).toBeUndefined();
  });
});
