import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { ScriptedFrame, ScriptedReply } from "../../generators/case.ts";
import type { Operation } from "../../specs/operation.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { field } from "../compose.ts";
import { expand } from "../expand.ts";
import { fill, type Placeholders } from "../placeholders.ts";

/** A scripted reply with its bytes worked out. */
export interface PreparedReply {
  readonly status: number;
  readonly headers: RawHeaders;
  /** The part of the body that is sent. */
  readonly body: Uint8Array;
  /** The same bytes in the pieces that are sent separately. An empty first piece sends the head separately. */
  readonly pieces: readonly Uint8Array[];
  /** ms between two pieces. */
  readonly pauseMs: number;
  /** Whether the connection is cut after the body. */
  readonly cut: boolean;
  /** ms before the reply is sent. */
  readonly delayMs: number;
  /** Makes the reply that a door sends, anew for each attempt. */
  send(): RawReply;
}

/**
 * Computes the bytes of a script.
 * @throws UnsendableError for text that has no bytes: half a surrogate pair, or a line break in a header
 */
export function prepareReply(
  reply: ScriptedReply,
  operation: Operation,
  values: Placeholders,
): PreparedReply {
  const status = reply.status ?? 200;
  const own = (reply.headers ?? []).map(([name, value]) => field(name, fill(value, values)));
  const all = flipped(wholeBody(reply, operation, values), reply.flip);
  const whole = all.subarray(0, reply.endAt ?? all.length);
  const headers = [...own, ...framingOf(reply, own, whole.length)];
  const cutAt = reply.cutAt === "head" ? 0 : reply.cutAt;
  const body = whole.subarray(0, cutAt ?? whole.length);
  const pieces = piecesOf(body, reply.split);
  const cut = cutAt !== undefined;
  const pauseMs = reply.pauseMs ?? 0;
  const plain = !cut && pieces.length === 1;
  return {
    status,
    headers,
    body,
    pieces,
    pauseMs,
    cut,
    delayMs: reply.delayMs ?? 0,
    send: () => ({
      status,
      headers,
      body: plain ? body : inPieces(pieces, pauseMs, cut),
      ...(reply.framing === "connection" && { connection: "ends-body" }),
      ...(reply.closes && { connection: "closed-after" }),
    }),
  };
}

/** The headers that mark the end of a body. When there are none, a door sends chunks. */
function framingOf(
  { status = 200, frames, framing = frames ? "chunked" : "length" }: ScriptedReply,
  headers: RawHeaders,
  bytes: number,
): RawHeaders {
  const told = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  if (framing === "connection") return [["Connection", "close"]];
  // A 204 has no body, and so no length.
  if (told || framing === "chunked" || status === 204) return [];
  return [["Content-Length", String(bytes)]];
}

function wholeBody({ body, frames }: ScriptedReply, operation: Operation, values: Placeholders): Uint8Array {
  if (frames) return Buffer.concat(frames.map((frame) => frameBytes(frame, operation, values)));
  return body ? expand(body, values) : new Uint8Array();
}

function frameBytes(frame: ScriptedFrame, { events }: Operation, values: Placeholders): Uint8Array {
  const event = events.find(({ name }) => name === frame.event);
  const headers = event
    ? [
        [":event-type", event.name],
        [":content-type", event.contentType],
        [":message-type", "event"],
      ]
    : (frame.headers ?? []);
  const bytes = encodeFrame(
    headers.map(([name = "", value = ""]) => ({ name, type: "string", value: fill(value, values) })),
    frame.payload ? expand(frame.payload, values) : new Uint8Array(),
  );
  return Buffer.concat(Array<Uint8Array>(frame.times ?? 1).fill(bytes));
}

function flipped(body: Uint8Array, bit: number | undefined): Uint8Array {
  if (bit === undefined || body.length === 0) return body;
  const at = bit < 0 ? body.length * 8 + bit : bit;
  const bytes = Uint8Array.from(body);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  return bytes;
}

function piecesOf(body: Uint8Array, split: ScriptedReply["split"]): Uint8Array[] {
  if (split === undefined || body.length === 0) return [body];
  // An offset before the first byte means the end of the head.
  const places =
    typeof split === "number"
      ? Array.from({ length: Math.ceil(body.length / split) - 1 }, (_, index) => (index + 1) * split)
      : split.filter((place) => place < body.length);
  const ends = [...places, body.length];
  return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
}

async function* inPieces(
  pieces: readonly Uint8Array[],
  pauseMs: number,
  cut: boolean,
): AsyncGenerator<Uint8Array, void, void> {
  for (const [index, piece] of pieces.entries()) {
    // One turn of the event loop sends the previous piece separately. A timer would take 1 ms per byte, and more on a busy machine.
    if (index > 0) await (pauseMs > 0 ? sleep(pauseMs) : nextTurn());
    if (piece.length > 0) yield piece;
  }
  if (!cut) return;
  // The written bytes must leave before the connection is cut.
  await sleep(CUT_AFTER_MS);
  throw new Error("the script cuts the connection here");
}

const CUT_AFTER_MS = 20;
