import { crc32 } from "node:zlib";
import type { Operation, StreamEvent } from "../../specs/operation.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import type { Sink } from "./environment.ts";
import type { RunOutcome } from "./runner.ts";

interface Pending {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
}

/** The content type of a stream without a declared type. */
const UNTYPED = "application/octet-stream";

/** The body of a streamed reply: a frame for each chunk that the function writes, and one at the end. */
export class StreamBody implements Sink, AsyncIterable<Uint8Array> {
  readonly passes = true;
  /** Fulfilled when the reply can begin, with the content type of the stream. The function may set it until its first write. */
  readonly begun: Promise<string>;
  #begin: (type: string) => void = () => {};
  #type = UNTYPED;
  readonly #frames: StreamFrames;
  readonly #pending: Pending[] = [];
  #ended = false;
  /** Whether the reader is gone. What the function still writes is then dropped. */
  #left = false;
  #wake: (() => void) | undefined;

  constructor(frames: StreamFrames) {
    this.#frames = frames;
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  contentType(type: string): void {
    this.#type = type;
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    this.#begin(this.#type);
    return this.#push(this.#frames.chunks(chunks));
  }

  /** A handler that does not stream returns its result, or its error, in one chunk. In recordings InvokeComplete then has no error. */
  end({ result, error, log }: RunOutcome): void {
    const text = error ?? result;
    this.#begin(text === undefined ? this.#type : "application/json");
    if (text !== undefined) void this.#push(this.#frames.chunks([Buffer.from(text)]));
    const says = log === undefined ? {} : { LogResult: log.toString("base64") };
    void this.#push(this.#frames.complete([Buffer.from(JSON.stringify(says))]));
    this.#ended = true;
    this.#wake?.();
  }

  /** Not a generator, because a generator cannot be stopped while it waits for a chunk. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void, undefined> {
    const next = async (): Promise<IteratorResult<Uint8Array, void>> => {
      while (this.#pending.length === 0) {
        if (this.#ended || this.#left) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const { bytes, taken } = this.#pending.shift() as Pending;
      taken();
      return { done: false, value: bytes };
    };
    const leave = async (): Promise<IteratorResult<Uint8Array, void>> => {
      this.#left = true;
      for (const { taken } of this.#pending.splice(0)) taken();
      this.#wake?.();
      return { done: true, value: undefined };
    };
    return { next, return: leave };
  }

  #push(bytes: Uint8Array): Promise<void> {
    if (this.#left) return Promise.resolve();
    return new Promise((taken) => {
      this.#pending.push({ bytes, taken });
      this.#wake?.();
    });
  }
}

/** Makes the frames for the events of an operation. */
export interface StreamFrames {
  readonly chunks: Framer;
  readonly complete: Framer;
}

/** Makes one frame for each payload, one after another. */
type Framer = (payloads: readonly Uint8Array[]) => Uint8Array;

export function streamFrames(operation: Operation): StreamFrames {
  return { chunks: framer(operation, "PayloadChunk"), complete: framer(operation, "InvokeComplete") };
}

/**
 * Headers are in the order of AWS. They are the same in every frame of an event, so they are encoded once: a function may write 100,000
 * times.
 */
function framer({ events }: Operation, name: string): Framer {
  const event = events.find((candidate) => candidate.name === name) as StreamEvent;
  const model = encodeFrame(
    [
      { name: ":event-type", type: "string", value: event.name },
      { name: ":content-type", type: "string", value: event.contentType },
      { name: ":message-type", type: "string", value: "event" },
    ],
    new Uint8Array(),
  );
  return (payloads) => {
    const size = payloads.reduce((sum, payload) => sum + model.length + payload.length, 0);
    const bytes = Buffer.allocUnsafe(size);
    let start = 0;
    for (const payload of payloads) {
      const end = start + model.length + payload.length;
      bytes.set(model, start);
      bytes.writeUInt32BE(end - start, start);
      bytes.writeUInt32BE(crc32(bytes.subarray(start, start + 8)), start + 8);
      bytes.set(payload, end - 4 - payload.length);
      bytes.writeUInt32BE(crc32(bytes.subarray(start, end - 4)), end - 4);
      start = end;
    }
    return bytes;
  };
}
