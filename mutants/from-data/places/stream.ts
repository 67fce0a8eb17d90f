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

/** The reply is not an event stream, its framing is wrong, or its events are different, fewer or more. */
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
    return [many ? doubled(CHUNK, "an empty chunk comes beside each chunk", true) : coalesced];
  },
  completes: ({ keyword }) => [
    ...(keyword === "maximum" ? [] : [neverComplete]),
    ...(keyword === "minimum"
      ? []
      : [doubled(COMPLETE, "it is told twice that the stream is complete", false)]),
  ],
  lastIsComplete: () => [
    onReply("something comes after the end of the stream was told", (reply) =>
      withFrames(reply, (frame, bytes) =>
        eventType(frame) === COMPLETE
          ? [bytes, encodeFrame(headersFor(frame, CHUNK), new Uint8Array())]
          : [bytes],
      ),
    ),
  ],
  complete: ({ path, ...leaf }) => [
    onReply(`${path.join(".")} at the end of the stream is not as it should be`, (reply) =>
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
        onReply("what the function wrote is changed", (reply) =>
          changed(reply, path, (value) =>
            leaf.keyword === "present" ? undefined : (unlike(value, leaf) ?? "mutant"),
          ),
        ),
      ];
    }
    return [
      onReply("what the function wrote is changed", (reply) => {
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

const neverComplete: Falsification = onReply("nothing tells that the stream is complete", (reply) =>
  withFrames(reply, (frame, bytes) => (eventType(frame) === COMPLETE ? [] : [bytes])),
);

/** One for each possible fault of framing, in the last message, so that everything before it can still be read. */
const FAULTS: Readonly<Record<FrameFault["kind"], Falsification>> = {
  "prelude-crc": lastFrame("the checksum of the prelude of its last message is wrong", (bytes) =>
    resealed(bytes, (frame) => frame.writeUInt32BE(frame.readUInt32BE(8) ^ 1, 8)),
  ),
  "message-crc": lastFrame("the checksum of its last message is wrong", (bytes) => {
    const frame = Buffer.from(bytes);
    frame.writeUInt32BE(frame.readUInt32BE(frame.length - 4) ^ 1, frame.length - 4);
    return frame;
  }),
  length: lastFrame("its last message has an impossible length", (bytes) =>
    resealed(bytes, (frame) => withPrelude(frame, 3, 0)),
  ),
  "header-length": lastFrame("the headers of its last message are longer than the message", (bytes) =>
    resealed(bytes, (frame) => withPrelude(frame, frame.length, frame.length)),
  ),
  header: lastFrame("a header of its last message is of no known type", (bytes) =>
    resealed(bytes, (frame) => frame.writeUInt8(99, 12 + 1 + frame.readUInt8(12))),
  ),
  truncated: lastFrame("its last message is cut", (bytes) => bytes.subarray(0, -5)),
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

/** Changes a value, including within a member that holds JSON as text. */
function nested(value: unknown, leaf: Leaf): unknown {
  return unlike(value, leaf) ?? "mutant";
}

const answeredWhole: Falsification = onReply("a stream is answered as plain JSON", async (reply) => {
  if (!isStream(reply)) return reply;
  return {
    ...withHeader(reply, "Content-Type", "application/json"),
    body: Buffer.from('{"this":"is no event stream"}'),
  };
});

const coalesced: Falsification = onReply("all chunks come as one", (reply) => {
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
  "the stream comes when it is complete",
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
  const says = `${member || "the list"} of its events is another`;
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
