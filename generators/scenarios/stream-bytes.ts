import fc from "fast-check";
import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { baseStep } from "../base-step.ts";
import type { Case, InvokeStep, ScriptedReply } from "../case.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, object, oneOf } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

/** Makes a case of a place in the stream. */
type Make = (
  kind: string,
  why: (at: number) => string,
  change: (at: number) => ScriptedReply,
) => (at: number) => Case;

/** How the bytes of the stream arrive. */
const hows = ["split", "truncated", "truncated-length", "cut", "flipped"] as const;

const ways: Readonly<
  Record<(typeof hows)[number], (make: Make, sizes: readonly number[]) => Stratum<Case>[]>
> = {
  split: (make, sizes) => [
    only(
      make(
        "whole",
        () => "the stream comes in one piece",
        () => ({}),
      ),
      0,
    ),
    only(
      make(
        "byte by byte",
        () => "each byte of the stream comes by itself",
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
      withinFrames(sizes, LENGTH),
    ),
  ],
  "truncated-length": (make, sizes) => [
    places(
      make(
        "truncated-length",
        (at) => `the body ends within the length of a frame, after byte ${at}`,
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
  flipped: (make, sizes) =>
    sizes.map((size, index) => {
      const kind = `frame ${index + 1}`;
      const first = total(sizes.slice(0, index)) * 8;
      const cases = make(
        kind,
        (bit) => `bit ${bit} of the stream is turned over`,
        (bit) => ({ flip: bit }),
      );
      return { kind, many: fc.integer({ min: first, max: first + size * 8 - 1 }).map(cases) };
    }),
};

const reply: ScriptedReply = {
  headers: [
    ["Content-Type", "application/vnd.amazon.eventstream"],
    ["x-amzn-RequestId", "b2a4f0a5-6f1c-4a8e-9c0d-3f6d1c2b7e55"],
    ["X-Amz-Executed-Version", "$LATEST"],
  ],
};

export const streamBytes: Scenario = scenario({
  description: "A client is answered with one small event stream, whose bytes arrive in a certain way.",
  arguments: object({
    how: described(
      "split: whole, in two pieces split at any byte, and byte by byte. truncated: the body ends within a frame, soundly as far as HTTP can tell. truncated-length: it ends within the first four bytes of a frame, its length. cut: the connection is cut within a frame. flipped: a bit is turned over.",
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
    return ways[how](make, sizes);
  },
  recognises: { because: "its requests are like any other; only the replies to them differ" },
});

function only(make: (at: number) => Case, at: number): Stratum<Case> {
  const made = make(at);
  return { kind: made.kind, only: made };
}

function places(make: (at: number) => Case, at: readonly number[]): Stratum<Case> {
  return { kind: make(0).kind, many: fc.constantFrom(...at).map(make) };
}

/** Bytes of a frame that tell its length. */
const LENGTH = 4;

/** The places in a stream that are within a frame: those from one byte of it to another. */
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
  { operations }: Specification,
): number {
  const event = operations[operation].events.find(({ name }) => name === frame.event);
  const headers = [":event-type", ":content-type", ":message-type"] as const;
  const values = [event?.name ?? "", event?.contentType ?? "", "event"];
  return encodeFrame(
    headers.map((name, index) => ({ name, type: "string", value: values[index] ?? "" })),
    Buffer.from(frame.payload.text),
  ).length;
}
