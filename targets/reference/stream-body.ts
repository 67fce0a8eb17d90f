import type { Operation, StreamEvent } from "../../specs/operation.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import type { Sink } from "./environment.ts";
import type { Outcome } from "./runner.ts";

interface Pending {
  readonly bytes: Uint8Array;
  readonly taken: () => void;
}

/** The body of a streamed reply: a frame for each chunk as the function writes it, and one that says how it ended. */
export class StreamBody implements Sink, AsyncIterable<Uint8Array> {
  readonly #chunk: (payload: Uint8Array) => Uint8Array;
  readonly #complete: (payload: Uint8Array) => Uint8Array;
  readonly #pending: Pending[] = [];
  #ended = false;
  /** The reader went away: what the function still writes is dropped. */
  #left = false;
  #wake: (() => void) | undefined;

  constructor(operation: Operation) {
    this.#chunk = framer(operation, "PayloadChunk");
    this.#complete = framer(operation, "InvokeComplete");
  }

  contentType(): void {
    // The function's own type belongs to function URLs; the stream has its own.
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return this.#push(chunks.length === 1 ? this.#chunk(chunks[0] as Uint8Array) : this.#frames(chunks));
  }

  end({ result, error, log }: Outcome): void {
    if (result !== undefined) void this.#push(this.#chunk(Buffer.from(result)));
    const says = {
      ...(error !== undefined && { ErrorCode: "Unhandled", ErrorDetails: error }),
      ...(log !== undefined && { LogResult: log.toString("base64") }),
    };
    void this.#push(this.#complete(Buffer.from(JSON.stringify(says))));
    this.#ended = true;
    this.#wake?.();
  }

  /** Not a generator: one of those could not be told to stop while it waits for a chunk. */
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

  #frames(chunks: readonly Uint8Array[]): Uint8Array {
    return Buffer.concat(chunks.map(this.#chunk));
  }
}

/** Headers in the order in which the service sends them. */
function framer({ events }: Operation, name: string): (payload: Uint8Array) => Uint8Array {
  const event = events.find((candidate) => candidate.name === name) as StreamEvent;
  const headers = [
    { name: ":event-type", type: "string", value: event.name },
    { name: ":content-type", type: "string", value: event.contentType },
    { name: ":message-type", type: "string", value: "event" },
  ] as const;
  return (payload) => encodeFrame(headers, payload);
}
