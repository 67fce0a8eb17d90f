import fc from "fast-check";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { baseStep } from "../base-step.ts";
import type { Case, InvokeStep, ScriptedReply } from "../case.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, object, oneOf } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

/** Makes a case for a place in the stream. */
type Make = (
  kind: string,
  why: (at: number) => string,
  change: (at: number) => ScriptedReply,
) => (at: number) => Case;

/** How the bytes of the stream arrive. */
const hows = ["split", "truncated", "truncated-length", "cut", "flipped", "flipped-header-layout"] as const;

/** Bits that determine the layout of the headers, in the whole stream: the lengths of names and values, and the types of values. */
interface LayoutBits {
  /** Flipping one of these makes a name or value longer than all headers. */
  readonly beyond: readonly number[];
  readonly within: readonly number[];
}

const ways: Readonly<
  Record<(typeof hows)[number], (make: Make, sizes: readonly number[], layout: LayoutBits) => Stratum<Case>[]>
> = {
  split: (make, sizes) => [
    only(
      make(
        "whole",
        () => "the stream arrives in one piece",
        () => ({}),
      ),
      0,
    ),
    only(
      make(
        "byte by byte",
        () => "each byte of the stream arrives alone",
        () => ({ split: 1 }),
      ),
      0,
    ),
    places(
      make(
        "in two pieces",
        (at) => `the stream is split after byte ${at}`,
        (at) => ({ split: [at] }),
      ),
      Array.from({ length: total(sizes) - 1 }, (_, index) => index + 1),
    ),
  ],
  truncated: (make, sizes) => [
    places(
      make(
        "truncated",
        (at) => `the body ends within a frame, after byte ${at}`,
        (at) => ({ endAt: at }),
      ),
      withinFrames(sizes, LENGTH).filter((at) => !afterPreludes(sizes).includes(at)),
    ),
    // A reader that takes the prelude first, and then waits for the rest, may take the end for a clean one here.
    places(
      make(
        "truncated after a prelude",
        (at) => `the body ends after the prelude of a frame, after byte ${at}`,
        (at) => ({ endAt: at }),
      ),
      afterPreludes(sizes),
    ),
  ],
  "truncated-length": (make, sizes) => [
    places(
      make(
        "truncated-length",
        (at) => `the body ends within the length field of a frame, after byte ${at}`,
        (at) => ({ endAt: at }),
      ),
      withinFrames(sizes, 1, LENGTH - 1),
    ),
  ],
  cut: (make, sizes) => [
    places(
      make(
        "cut",
        (at) => `the connection is cut within a frame, after byte ${at}`,
        (at) => ({ cutAt: at }),
      ),
      withinFrames(sizes),
    ),
  ],
  flipped: (make, sizes, { beyond, within }) =>
    sizes.map((size, index) => {
      const first = total(sizes.slice(0, index)) * 8;
      const bits = Array.from({ length: size * 8 }, (_, bit) => first + bit);
      return places(
        flipping(make, `frame ${index + 1}`),
        bits.filter((bit) => !beyond.includes(bit) && !within.includes(bit)),
      );
    }),
  "flipped-header-layout": (make, _, { beyond, within }) => [
    places(flipping(make, "a length beyond all headers"), beyond),
    places(flipping(make, "another length or type"), within),
  ],
};

function flipping(make: Make, kind: string): (at: number) => Case {
  return make(
    kind,
    (bit) => `bit ${bit} of the stream is flipped`,
    (bit) => ({ flip: bit }),
  );
}

const reply: ScriptedReply = {
  headers: [
    ["Content-Type", "application/vnd.amazon.eventstream"],
    ["x-amzn-RequestId", "b2a4f0a5-6f1c-4a8e-9c0d-3f6d1c2b7e55"],
    ["X-Amz-Executed-Version", "$LATEST"],
  ],
};

export const streamBytes: Scenario = scenario({
  description: "The client receives one small event stream whose bytes arrive in a certain way.",
  arguments: object({
    how: described(
      "split: whole, in two pieces split at any byte, and byte by byte. truncated: the body ends within a frame, though HTTP sees no fault. truncated-length: it ends within the first four bytes of a frame, its length field. cut: the connection breaks within a frame. flipped: one bit is flipped. flipped-header-layout: one bit of a header's name length, value length or type is flipped.",
      oneOf(hows),
    ),
  }),
  cases: ({ how }, { operation }, specification) => {
    const step: InvokeStep = { ...baseStep(operation, specification), client: { maxAttempts: 1 } };
    const frames = [
      { event: "PayloadChunk", payload: { text: "hel" } },
      { event: "PayloadChunk", payload: { text: "lo" } },
      { event: "InvokeComplete", payload: { text: "{}" } },
    ];
    const sizes = frames.map((frame) => sizeOf(frame, operation, specification));
    const make: Make = (kind, why, change) => (at) => ({
      kind,
      why: why(at),
      steps: [{ ...step, replies: [{ ...reply, frames, ...change(at) }] }],
    });
    const layouts = frames.map((frame, index) =>
      layoutBits(fieldsOf(frame.event, operation, specification), total(sizes.slice(0, index))),
    );
    return ways[how](make, sizes, {
      beyond: layouts.flatMap(({ beyond }) => beyond),
      within: layouts.flatMap(({ within }) => within),
    });
  },
  recognises: { because: "its requests are like any others; only the responses differ" },
});

function only(make: (at: number) => Case, at: number): Stratum<Case> {
  const made = make(at);
  return { kind: made.kind, only: made };
}

function places(make: (at: number) => Case, at: readonly number[]): Stratum<Case> {
  return { kind: make(0).kind, many: fc.constantFrom(...at).map(make) };
}

/** Bytes at the start of a frame that hold its length. */
const LENGTH = 4;

/** The places in a stream that are inside a frame, from one byte of the frame to another. */
function withinFrames(sizes: readonly number[], from = 1, to: number = Number.POSITIVE_INFINITY): number[] {
  return sizes.flatMap((size, index) => {
    const first = total(sizes.slice(0, index));
    const last = Math.min(to, size - 1);
    return Array.from({ length: last - from + 1 }, (_, offset) => first + from + offset);
  });
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function sizeOf(
  frame: { readonly event: string; readonly payload: { readonly text: string } },
  operation: OperationName,
  specification: Specification,
): number {
  return encodeFrame(
    fieldsOf(frame.event, operation, specification).map(([name, value]) => ({ name, type: "string", value })),
    Buffer.from(frame.payload.text),
  ).length;
}

type Field = readonly [name: string, value: string];

function fieldsOf(name: string, operation: OperationName, { operations }: Specification): readonly Field[] {
  const event = operations[operation].events.find((known) => known.name === name);
  return [
    [":event-type", event?.name ?? ""],
    [":content-type", event?.contentType ?? ""],
    [":message-type", "event"],
  ];
}

/** Bytes of a frame before its headers: two lengths and a checksum. */
const PRELUDE = 12;

/**
 * The bits of a frame that begins at this byte of the stream. A header is the length of its name, the name, a type, the length of its
 * value, and the value.
 */
function layoutBits(fields: readonly Field[], first: number): LayoutBits {
  const size = ([name, value]: Field): number => 1 + name.length + 1 + 2 + value.length;
  const end = first + PRELUDE + total(fields.map(size));
  const beyond: number[] = [];
  const within: number[] = [];
  let at = first + PRELUDE;
  for (const field of fields) {
    const [name, value] = field;
    const typeAt = at + 1 + name.length;
    within.push(...Array.from({ length: 8 }, (_, bit) => typeAt * 8 + bit));
    for (const [length, byte, place, from] of [
      [name.length, at, 0, at + 1],
      [value.length, typeAt + 1, 8, typeAt + 3],
      [value.length, typeAt + 2, 0, typeAt + 3],
    ] as const) {
      for (let bit = 0; bit < 8; bit++) {
        const turned = length ^ (1 << (bit + place));
        (from + turned > end ? beyond : within).push(byte * 8 + bit);
      }
    }
    at += size(field);
  }
  return { beyond, within };
}

/** The end of each prelude, in bytes from the start of the stream. */
function afterPreludes(sizes: readonly number[]): number[] {
  return sizes.map((_, index) => total(sizes.slice(0, index)) + PRELUDE);
}
