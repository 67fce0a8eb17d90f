import type { Fixture } from "../specs/fixture.ts";
import type { Bytes } from "./bytes.ts";
import type { InvokeStep } from "./case.ts";

/** How long a slow endpoint takes for one byte, and for one write of a stream, in ms. */
const BYTE_MS = 0.001;
const WRITE_MS = 1;
/** The default timeout of a function, in ms: that of the probe. */
const TIMEOUT_MS = 30_000;
/** Instructions that end a function without a result. */
const ENDINGS = ["exit", "kill", "unserialisable"];

/**
 * How long a request takes at most, in ms, when nothing else is in flight. It is the time that the probe is told to wait, plus the time to
 * transfer both payloads. When a function ends without a result, the endpoint may notice only at its timeout.
 */
export function expectedMs({ input, payload }: InvokeStep, fixtures: readonly Fixture[]): number {
  const { $probe: order = {} } =
    ((payload && "json" in payload ? payload.json : undefined) as {
      readonly $probe?: Order;
    }) ?? {};
  const { sleep, stream, bytes } = order;
  const pieces = (stream?.chunks ?? []).map(({ times = 1, pauseMs = 0, text = "", base64 = "" }) => ({
    ms: times * (pauseMs + WRITE_MS),
    size: times * (text.length + base64.length),
  }));
  const size = sum(pieces.map((piece) => piece.size)) + (bytes?.size ?? 0) + sizeOf(payload);
  const works =
    (sleep?.ms ?? 0) + (stream?.sleep?.ms ?? 0) + sum(pieces.map(({ ms }) => ms)) + size * BYTE_MS;
  const ends = ENDINGS.some((ending) => ending in order) || stream?.exit !== undefined;
  return ends ? works + timeoutOf(input["FunctionName"] ?? "", fixtures) : works;
}

/** The parts of an instruction that take time. Each may be absent, because a payload may be anything. */
interface Order {
  readonly sleep?: { readonly ms?: number };
  readonly bytes?: { readonly size?: number };
  readonly stream?: {
    readonly chunks?: readonly {
      readonly times?: number;
      readonly pauseMs?: number;
      readonly text?: string;
      readonly base64?: string;
    }[];
    readonly sleep?: { readonly ms?: number };
    readonly exit?: unknown;
  };
}

function timeoutOf(name: string, fixtures: readonly Fixture[]): number {
  const seconds = fixtures.find((fixture) => fixture.name === name)?.settings?.["Timeout"];
  return typeof seconds === "number" ? seconds * 1000 : TIMEOUT_MS;
}

function sizeOf(bytes: Bytes | undefined): number {
  if (bytes === undefined) return 0;
  if ("repeat" in bytes) return bytes.times * sizeOf(bytes.repeat);
  if ("concat" in bytes) return sum(bytes.concat.map(sizeOf));
  if ("text" in bytes) return bytes.text.length;
  return "base64" in bytes ? bytes.base64.length : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
