import { crc32 } from "node:zlib";
import { encodeFrame } from "../../../wire/encode-frame.ts";
import type { Frame, FrameFault, FrameHeader } from "../../../wire/frames.ts";
import type { RawReply } from "../../../wire/raw-reply.ts";
import { eventType, isStream, withFrames, withPayload } from "../../stream-reply.ts";
import { wholeReply, withHeader } from "../../whole-reply.ts";
import { type Falsification, type Falsifier, onReply } from "../falsification.ts";
import { withJsonAt } from "../json-at.ts";
import type { Leaf } from "../leaf.ts";
import { unlike } from "../unlike.ts";
import { changed } from "./body.ts";

const CHUNK = "PayloadChunk";
const COMPLETE = "InvokeComplete";

/** The reply is not an event stream, its framing is wrong, or its events differ in content or number. */
export const stream: Falsifier = (leaf) => {
  const [name, ...path] = leaf.path;
  return name === undefined ? [answeredWhole] : (PARTS[name]?.({ ...leaf, path }) ?? []);
};

const PARTS: Readonly<Record<string, (leaf: Leaf) => readonly Falsification[]>> = {
  faults: ({ path: [kind] }) =>
    Object.entries(FAULTS)
      .filter(([known]) => known === kind)
      .map(([, fault]) => fault),
  events: (leaf) => [leaf.path.length === 0 ? answeredWhole : eventChange(leaf)],
  chunks: ({ keyword, demand }) => {
    const many = demand === 0 || demand === 1 || keyword === "maximum" || keyword === "exclusiveMaximum";
    return [many ? doubled(CHUNK, "an empty chunk follows each chunk", true) : coalesced];
  },
  completes: ({ keyword }) => [
    ...(keyword === "maximum" ? [] : [neverComplete]),
    ...(keyword === "minimum" ? [] : [doubled(COMPLETE, "InvokeComplete is sent twice", false)]),
  ],
  lastIsComplete: () => [
    onReply("another event follows InvokeComplete", (reply) =>
      withFrames(reply, (frame, bytes) =>
        eventType(frame) === COMPLETE
          ? [bytes, encodeFrame(headersFor(frame, CHUNK), new Uint8Array())]
          : [bytes],
      ),
    ),
  ],
  complete: ({ path, ...leaf }) => [
    onReply(`${path.join(".") || "the payload"} of InvokeComplete is wrong`, (reply) =>
      withFrames(reply, (frame, bytes) => {
        if (eventType(frame) !== COMPLETE) return [bytes];
        const says: unknown = JSON.parse(Buffer.from(frame.payload).toString("utf8"));
        const wrong = withJsonAt(says, path, (value) =>
          leaf.keyword === "present"
            ? undefined
            : leaf.keyword === "absent"
              ? "Unhandled"
              : nested(value, { ...leaf, path }),
        );
        return [withPayload(frame, Buffer.from(JSON.stringify(wrong ?? {})))];
      }),
    ),
  ],
  content: (leaf) => {
    const [kind, ...path] = leaf.path;
    if (kind === "json") {
      return [
        onReply("the output of the function is changed", (reply) =>
          changed(reply, path, (value) =>
            leaf.keyword === "present" ? undefined : (unlike(value, leaf) ?? "mutant"),
          ),
        ),
      ];
    }
    return [
      onReply("the output of the function is changed", (reply) => {
        let changedOne = false;
        return withFrames(reply, (frame, bytes) => {
          if (changedOne) return [bytes];
          if (eventType(frame) === CHUNK) {
            if (frame.payload.length === 0) return [bytes];
            changedOne = true;
            return [withPayload(frame, frame.payload.subarray(1))];
          }
          return [encodeFrame(headersFor(frame, CHUNK), Buffer.from("x")), bytes];
        });
      }),
    ];
  },
  spread: () => [coalescedInTime],
};

const neverComplete: Falsification = onReply("the stream ends without InvokeComplete", (reply) =>
  withFrames(reply, (frame, bytes) => (eventType(frame) === COMPLETE ? [] : [bytes])),
);

/** One for each possible fault of framing, in the last frame, so that everything before it can still be read. */
const FAULTS: Readonly<Record<FrameFault["kind"], Falsification>> = {
  "prelude-crc": lastFrame("the prelude checksum of the last frame is wrong", (bytes) =>
    resealed(bytes, (frame) => frame.writeUInt32BE(frame.readUInt32BE(8) ^ 1, 8)),
  ),
  "message-crc": lastFrame("the message checksum of the last frame is wrong", (bytes) => {
    const frame = Buffer.from(bytes);
    frame.writeUInt32BE(frame.readUInt32BE(frame.length - 4) ^ 1, frame.length - 4);
    return frame;
  }),
  length: lastFrame("the last frame has an impossible length", (bytes) =>
    resealed(bytes, (frame) => withPrelude(frame, 3, 0)),
  ),
  "header-length": lastFrame("the headers of the last frame are longer than the frame", (bytes) =>
    resealed(bytes, (frame) => withPrelude(frame, frame.length, frame.length)),
  ),
  header: lastFrame("a header of the last frame has an unknown type", (bytes) =>
    resealed(bytes, (frame) => frame.writeUInt8(99, 12 + 1 + frame.readUInt8(12))),
  ),
  truncated: lastFrame("the last frame is cut short", (bytes) => bytes.subarray(0, -5)),
};

function lastFrame(says: string, change: (bytes: Uint8Array) => Uint8Array): Falsification {
  return onReply(says, (reply) =>
    withFrames(reply, (frame, bytes) => [eventType(frame) === COMPLETE ? change(bytes) : bytes]),
  );
}

function withPrelude(frame: Buffer, length: number, headers: number): void {
  frame.writeUInt32BE(length, 0);
  frame.writeUInt32BE(headers, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
}

/** A frame with some of its bytes changed, and the matching message checksum. */
function resealed(bytes: Uint8Array, change: (frame: Buffer) => void): Uint8Array {
  const frame = Buffer.from(bytes);
  change(frame);
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4);
  return frame;
}

/** A similar value that does not keep the demand, or the text `mutant` if none is known. */
function nested(value: unknown, leaf: Leaf): unknown {
  return unlike(value, leaf) ?? "mutant";
}

const answeredWhole: Falsification = onReply(
  "the response is plain JSON instead of a stream",
  async (reply) => {
    if (!isStream(reply)) return reply;
    return {
      ...withHeader(reply, "Content-Type", "application/json"),
      body: Buffer.from('{"this":"is no event stream"}'),
    };
  },
);

const coalesced: Falsification = onReply("all chunks arrive as one", (reply) => {
  const chunks: Uint8Array[] = [];
  return withFrames(reply, (frame, bytes) => {
    if (eventType(frame) === CHUNK) {
      chunks.push(Uint8Array.from(frame.payload));
      return [];
    }
    return [encodeFrame(headersFor(frame, CHUNK), Buffer.concat(chunks)), bytes];
  });
});

const coalescedInTime: Falsification = onReply(
  "the stream is sent only when it is complete",
  async (reply: RawReply) => {
    if (!isStream(reply)) return reply;
    return {
      ...reply,
      body: (async function* () {
        const { body } = await wholeReply(reply);
        yield body;
      })(),
    };
  },
);

function doubled(type: string, says: string, empty: boolean): Falsification {
  return onReply(says, (reply) =>
    withFrames(reply, (frame, bytes) =>
      eventType(frame) === type ? [bytes, empty ? withPayload(frame, new Uint8Array()) : bytes] : [bytes],
    ),
  );
}

/** A change in the header block or the payload of events. */
function eventChange({ path, keyword, demand, event }: Leaf): Falsification {
  const [which = "*", member = "", ...deeper] = path;
  const says = EVENT_CHANGES[member] ?? "the payload of an event is different";
  let index = -1;
  return onReply(says, (reply) => {
    index = -1;
    return withFrames(reply, (frame, bytes) => {
      index += 1;
      if (which !== "*" && which !== String(index)) return [bytes];
      if (event !== undefined && event !== eventType(frame)) return [bytes];
      return change(frame, bytes, member, { path: deeper, keyword, demand });
    });
  });
}

function change(frame: Frame, bytes: Uint8Array, member: string, leaf: Leaf): Uint8Array[] {
  const { headers, payload } = frame;
  const name = HEADERS[member];
  if (name !== undefined) {
    const others = headers.flatMap((header): FrameHeader[] =>
      header.name !== name
        ? [header]
        : leaf.keyword === "present"
          ? []
          : [{ name, type: "string", value: "mutant" }],
    );
    return [encodeFrame(others, payload)];
  }
  if (member === "headerNames") {
    return [encodeFrame([{ name: ":mutant", type: "string", value: "mutant" }, ...headers], payload)];
  }
  if (member === "headerTypes") {
    return [
      encodeFrame(
        headers.map(({ name, value }) => ({ name, type: "binary", value: Buffer.from(String(value)) })),
        payload,
      ),
    ];
  }
  return eventType(frame) === COMPLETE
    ? [withPayload(frame, Buffer.from("mutant"))]
    : member === "bytes" || member === "json"
      ? [withPayload(frame, Buffer.concat([payload, Buffer.from("x")]))]
      : [bytes];
}

const EVENT_CHANGES: Readonly<Record<string, string>> = {
  messageType: "the :message-type of an event is different",
  eventType: "the :event-type of an event is different",
  contentType: "the :content-type of an event is different",
  headerNames: "an event has an additional header",
  headerTypes: "the headers of an event have a different type",
};

const HEADERS: Readonly<Record<string, string>> = {
  messageType: ":message-type",
  eventType: ":event-type",
  contentType: ":content-type",
};

function headersFor(frame: Frame, type: string): FrameHeader[] {
  return frame.headers.map((header): FrameHeader => {
    if (header.name === ":event-type") return { name: header.name, type: "string", value: type };
    if (header.name === ":content-type")
      return { name: header.name, type: "string", value: "application/octet-stream" };
    return header;
  });
}
