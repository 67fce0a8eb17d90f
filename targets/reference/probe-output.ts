import type { FunctionOutput } from "./function-output.ts";

/** The members of an instruction to the probe that determine how much it outputs. */
interface Instruction {
  readonly bytes?: { readonly size?: unknown };
  readonly stream?: { readonly chunks?: unknown };
}

/**
 * How much an event makes the probe return, in addition to an echo of the event.
 * @param payload a JSON text that is not too large to be parsed
 */
export function probeOutput(payload: string): FunctionOutput {
  const order = (JSON.parse(payload) as { $probe?: Instruction } | null)?.$probe;
  const size = order?.bytes?.size;
  const chunks = order?.stream?.chunks;
  return {
    result: typeof size === "number" ? size : 0,
    stream: sumOf(chunks, lengthOf),
    writes: sumOf(chunks, timesOf),
  };
}

function sumOf(chunks: unknown, count: (chunk: Chunk) => number): number {
  return Array.isArray(chunks) ? chunks.reduce<number>((sum, chunk) => sum + count(chunk ?? {}), 0) : 0;
}

interface Chunk {
  readonly text?: unknown;
  readonly base64?: unknown;
  readonly times?: unknown;
}

/** At least as many bytes as a clock chunk has. Such a chunk is the time as JSON. */
const CLOCK = 32;

function lengthOf({ text, base64, ...chunk }: Chunk): number {
  const content = typeof text === "string" ? text : base64;
  return (typeof content === "string" ? content.length : CLOCK) * timesOf(chunk);
}

function timesOf({ times }: Chunk): number {
  return typeof times === "number" ? times : 1;
}
