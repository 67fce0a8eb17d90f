import { encodeFrame } from "../wire/encode-frame.ts";
import { type Frame, readFrames } from "../wire/frames.ts";
import type { RawReply } from "../wire/raw-reply.ts";

/** Changes a frame: returns the bytes to send instead, in any number of pieces. */
export type FrameChange = (frame: Frame, bytes: Uint8Array) => readonly Uint8Array[];

/** Whether a reply is an event stream that is still being written. */
export function isStream(reply: RawReply): reply is RawReply & { body: AsyncIterable<Uint8Array> } {
  return !(reply.body instanceof Uint8Array);
}

/** The reply with its frames changed one by one as they come. A reply that is not a stream stays as it is. */
export function withFrames(reply: RawReply, change: FrameChange): RawReply {
  if (!isStream(reply)) return reply;
  const { body } = reply;
  return {
    ...reply,
    body: (async function* () {
      for await (const piece of body) {
        for (const frame of readFrames(piece).frames) {
          const bytes = piece.subarray(frame.offset, frame.offset + frame.length);
          yield* change(frame, bytes);
        }
      }
    })(),
  };
}

/** The type of the event in a frame: `PayloadChunk`, `InvokeComplete`. Undefined if it is no event. */
export function eventType({ headers }: Frame): string | undefined {
  const value = headers.find(({ name }) => name === ":event-type")?.value;
  return typeof value === "string" ? value : undefined;
}

/** The frame with another payload. */
export function withPayload({ headers }: Frame, payload: Uint8Array): Uint8Array {
  return encodeFrame(headers, payload);
}

/** The reply with its chunks changed one by one as they come, by their index. Other events stay as they are. */
export function withChunks(
  reply: RawReply,
  change: (bytes: Uint8Array, index: number) => readonly Uint8Array[],
): RawReply {
  let index = -1;
  return withFrames(reply, (frame, bytes) => {
    if (eventType(frame) !== "PayloadChunk") return [bytes];
    index += 1;
    return change(bytes, index);
  });
}

/** A sound InvokeComplete event with these members. */
export function completeFrame(members: Readonly<Record<string, string>>): Uint8Array {
  return encodeFrame(
    [
      { name: ":event-type", type: "string", value: "InvokeComplete" },
      { name: ":content-type", type: "string", value: "application/json" },
      { name: ":message-type", type: "string", value: "event" },
    ],
    Buffer.from(JSON.stringify(members)),
  );
}
